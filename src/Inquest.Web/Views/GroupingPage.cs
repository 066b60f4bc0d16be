namespace Inquest.Web.Views;

/// <summary>The grouping rules of a project, with what a changed text would do.</summary>
public sealed record GroupingPage
{
    public required Shell Shell { get; init; }

    /// <summary>The text in the field: what holds, or what was sent.</summary>
    public string Text { get; init; } = "";

    /// <summary>The revision that the text was made from.</summary>
    public long Revision { get; init; }

    public bool MayChange { get; init; }

    /// <summary>Why the text was not taken, a line each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public GroupingTry? Try { get; init; }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<RevisionRow> Revisions { get; init; } = [];
}

/// <summary>What a text would do to stored events.</summary>
public sealed record GroupingTry(
    int Days, long LookedAt, long Moved, int Merged, int Split, int Created, int Reopened, int ChangeCount, IReadOnlyList<GroupingTryRow> Changes, int PinCount,
    IReadOnlyList<string> FailedPins);

/// <summary>Events of one issue that would go to another.</summary>
public sealed record GroupingTryRow(string From, string FromTitle, string? To, string? ToTitle, long Events, string Signature, string Explanation, IReadOnlyList<string> Examples);

/// <summary>A rule set that holds or held.</summary>
public sealed record RevisionRow(long Number, string Note, string Actor, DateTimeOffset At, string Phase, long LookedAt, long Moved);
