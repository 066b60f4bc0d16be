namespace Inquest.Storage.Queries;

/// <summary>One issue as lists show it.</summary>
public sealed record IssueSummary
{
    public long ProjectId { get; init; }

    public long Id { get; init; }

    /// <summary><c>GAME-12</c>.</summary>
    public string ShortId { get; init; } = "";

    public string Title { get; init; } = "";

    public string Culprit { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Level { get; init; } = "";

    public string Platform { get; init; } = "";

    public bool IsCrash { get; init; }

    public string State { get; init; } = "";

    public string? Substate { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long FirstSeen { get; init; }

    public long LastSeen { get; init; }

    public string? FirstRelease { get; init; }

    public string? LastRelease { get; init; }

    public long Events { get; init; }

    public long Users { get; init; }

    public long SymbolProblems { get; init; }

    /// <summary>Name of who has taken it.</summary>
    public string? Assignee { get; init; }

    /// <summary>Events of this issue in <see cref="LastRelease"/>.</summary>
    public long ReleaseEvents { get; init; }

    /// <summary>Crashes (events, when this is no crash) of the whole <see cref="LastRelease"/>.</summary>
    public long ReleaseTotal { get; init; }

    /// <summary>Events per day, oldest first, ending today.</summary>
    public IReadOnlyList<long> Days { get; init; } = [];
}
