namespace Inquest.Web.Views;

/// <summary>Why events are in this issue.</summary>
/// <param name="Mechanism">Name and version of the mechanism that decided.</param>
/// <param name="Fingerprint">Its result.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Parts">Lines that took part, in order.</param>
public sealed record GroupingView(string Mechanism, string Fingerprint, string Reason, IReadOnlyList<string> Parts);
