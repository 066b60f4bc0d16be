namespace Inquest.Web.Views;

/// <summary>What is new, at a glance.</summary>
public sealed record HomePage
{
    public required Shell Shell { get; init; }

    public long OpenCount { get; init; }

    public long NewCount { get; init; }

    public long RegressedCount { get; init; }

    public long EventsToday { get; init; }

    public long RefusedToday { get; init; }

    public long MissingSymbols { get; init; }

    public long FailedEvents { get; init; }

    /// <summary>New and regressed issues, latest first.</summary>
    public IReadOnlyList<IssueRow> Fresh { get; init; } = [];

    /// <summary>Open issues with most events.</summary>
    public IReadOnlyList<IssueRow> Loudest { get; init; } = [];

    public bool NeverHadEvents { get; init; }
}
