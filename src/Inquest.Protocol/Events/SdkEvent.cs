using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>An event item that was read: the report, and what only the protocol needs.</summary>
/// <param name="Report">Its event id is empty when the payload has none.</param>
/// <param name="Type"><c>error</c>, <c>transaction</c>, <c>feedback</c>, <c>csp</c>, …</param>
/// <param name="Repaired">True when the text was no JSON until it was repaired: the report may hold words that the text did not.</param>
public sealed record SdkEvent(Report Report, string Type, bool Repaired);
