namespace Inquest.Storage.Queries;

/// <summary>One issue with everything its page says about it.</summary>
public sealed record IssueDetail
{
    public required IssueSummary Summary { get; init; }

    public string ProjectName { get; init; } = "";

    public string? ResolvedInRelease { get; init; }

    public bool ResolvedInNextRelease { get; init; }

    public string? RegressedInRelease { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? IgnoredUntil { get; init; }

    public long? IgnoredUntilEvents { get; init; }

    public long? AssigneeId { get; init; }

    public long? LastEventRow { get; init; }

    /// <summary>A <see cref="Inquest.Grouping.GroupingResult"/>, see <see cref="Events.GroupingJson"/>.</summary>
    public string GroupingJson { get; init; } = "{}";
}
