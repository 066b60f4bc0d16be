using Inquest.Grouping.Drift;

namespace Inquest.Storage.Drift;

/// <summary>An issue that is new in a release, and the older one that it resembles.</summary>
/// <param name="IssueId">The new one.</param>
/// <param name="ShortId">What people call it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Events">Its events in the later release.</param>
/// <param name="OldIssueId">The older one; null when the bug is truly new.</param>
/// <param name="OldShortId">What people call it.</param>
/// <param name="OldTitle">Its title.</param>
/// <param name="Score">Likeness, 0 to 1.</param>
/// <param name="Cause">Why the key is another one.</param>
public sealed record DriftRow(
    long IssueId, string ShortId, string Title, long Events, long? OldIssueId, string? OldShortId, string? OldTitle, double Score, DriftCause Cause);

/// <summary>An issue that both releases have and that is more frequent in the later one.</summary>
/// <param name="IssueId">The issue.</param>
/// <param name="ShortId">What people call it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Before">Its events in the earlier release.</param>
/// <param name="After">Its events in the later release.</param>
/// <param name="Ratio">Rate after over rate before.</param>
/// <param name="Low">Lower end of the 95 % interval of the ratio.</param>
/// <param name="High">Upper end.</param>
public sealed record JumpRow(long IssueId, string ShortId, string Title, long Before, long After, double Ratio, double Low, double High);

/// <summary>Two releases side by side.</summary>
public sealed record DriftReport
{
    /// <summary>New issues that resemble an older one.</summary>
    public IReadOnlyList<DriftRow> Drifted { get; init; } = [];

    /// <summary>Issues of both releases whose rate is surely higher in the later one.</summary>
    public IReadOnlyList<JumpRow> Jumped { get; init; } = [];

    /// <summary>New issues that resemble nothing.</summary>
    public IReadOnlyList<DriftRow> New { get; init; } = [];

    /// <summary>What rates are per: <c>session</c>, or <c>event</c> when a release has no sessions.</summary>
    public string Per { get; init; } = "event";

    public long BaseBefore { get; init; }

    public long BaseAfter { get; init; }
}
