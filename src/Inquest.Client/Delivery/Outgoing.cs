using Inquest.Client.Spool;

namespace Inquest.Client.Delivery;

/// <summary>A report that is being sent.</summary>
/// <param name="EventJson">The event, read and bounded.</param>
/// <param name="Fingerprint">What tells its copies apart; null when it cannot be told.</param>
sealed record Outgoing(SpooledReport Report, byte[] EventJson, string? Fingerprint, ReportLabels Labels);
