using Inquest.Web.Stacks;

namespace Inquest.Web.Views;

/// <summary>An issue with one of its events: the page that answers "what is this and how bad is it".</summary>
public sealed record IssuePage
{
    public required Shell Shell { get; init; }

    public required IssueRow Issue { get; init; }

    public string ProjectName { get; init; } = "";

    /// <summary>The release whose repair this issue came back after.</summary>
    public string? RegressedIn { get; init; }

    /// <summary>In words, for a resolved or ignored issue: <c>in the next release after 6.4.0</c>.</summary>
    public string? StateDetail { get; init; }

    /// <summary>Null when no event of the issue has a body any more.</summary>
    public EventView? Event { get; init; }

    /// <summary>True on the event's own address, false on the issue's.</summary>
    public bool IsEventPage { get; init; }

    public IReadOnlyList<TagGroup> Tags { get; init; } = [];

    public IReadOnlyList<HistoryRow> History { get; init; } = [];

    public IReadOnlyList<UserReportRow> UserReports { get; init; } = [];

    /// <summary>Which mechanism grouped the events and which frames took part, a line each.</summary>
    public GroupingView? Grouping { get; init; }

    /// <summary>Fingerprints, when there are several; they can be split off.</summary>
    public IReadOnlyList<VariantRow> Variants { get; init; } = [];

    /// <summary>How many of the latest events were looked at for them.</summary>
    public int VariantEvents { get; init; }

    public EventsChart? Chart { get; init; }

    /// <summary>Everybody who the issue can be given to.</summary>
    public IReadOnlyList<PersonOption> People { get; init; } = [];

    public long? AssigneeId { get; init; }

    /// <summary>Events that were counted and not kept, because a quota was used up.</summary>
    public long NotKept { get; init; }

    /// <summary>Events are on their way from or to this issue.</summary>
    public bool IsMoving { get; init; }

    public StackOptions Options { get; init; } = new();

    public string IssuePath => $"/issues/{Issue.Id}";

    public string EventPath => Event is null ? IssuePath : $"{IssuePath}/events/{Event.Row}";

    /// <summary>The address of this page.</summary>
    public string Here => IsEventPage ? EventPath : IssuePath;
}
