using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>What one event adds to the counters of its issue, release and project; taken away again when it moves.</summary>
/// <remarks>A pure function of the stored report, so that moving an event subtracts exactly what storing it added.</remarks>
sealed record Contribution(
    long Timestamp,
    string? Release,
    long? UserHash,
    bool IsCrash,
    bool HasSymbolProblem,
    IReadOnlyList<KeyValuePair<string, string>> Tags)
{
    public static Contribution Of(Report report, long timestamp, bool hasSymbolProblem) => new(
        timestamp,
        string.IsNullOrEmpty(report.Release) ? null : report.Release,
        Events.UserHash.Of(report.User),
        report.IsCrash,
        hasSymbolProblem,
        EventTags.Of(report));
}
