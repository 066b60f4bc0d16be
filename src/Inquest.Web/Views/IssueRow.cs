namespace Inquest.Web.Views;

/// <summary>One issue of the list.</summary>
public sealed record IssueRow
{
    public required long Id { get; init; }

    /// <summary><c>GAME-12</c>.</summary>
    public required string ShortId { get; init; }

    public required string Title { get; init; }

    public string Culprit { get; init; } = "";

    /// <summary><c>open</c>, <c>resolved</c> or <c>ignored</c>.</summary>
    public string State { get; init; } = "open";

    /// <summary><c>new</c>, <c>regressed</c> or null.</summary>
    public string? Substate { get; init; }

    public string Level { get; init; } = "error";

    public bool IsCrash { get; init; }

    public long Events { get; init; }

    public long Users { get; init; }

    /// <summary>Share of its last release's crashes (or events, for what is no crash) that this issue is.</summary>
    public string Share { get; init; } = "—";

    public string ShareTitle { get; init; } = "";

    public string? FirstRelease { get; init; }

    public string? LastRelease { get; init; }

    /// <summary>Name of who has taken it.</summary>
    public string? Assignee { get; init; }

    public DateTimeOffset FirstSeen { get; init; }

    public DateTimeOffset LastSeen { get; init; }

    public Spark Spark { get; init; } = new([]);

    /// <summary>Events with frames that had no symbols.</summary>
    public long SymbolProblems { get; init; }
}
