namespace Inquest.Server.Api.Wire;

sealed record IssueBody
{
    public required long Id { get; init; }

    public required string ShortId { get; init; }

    public required long ProjectId { get; init; }

    public required string Title { get; init; }

    public required string Culprit { get; init; }

    public required string Kind { get; init; }

    public required string Level { get; init; }

    public required string Platform { get; init; }

    public required bool IsCrash { get; init; }

    /// <summary><c>open</c>, <c>resolved</c> or <c>ignored</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>new</c>, <c>regressed</c> or absent.</summary>
    public string? Substate { get; init; }

    /// <summary>Name of who has taken it.</summary>
    public string? Assignee { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public string? FirstRelease { get; init; }

    public string? LastRelease { get; init; }

    /// <summary>Exact number of events.</summary>
    public required long Events { get; init; }

    /// <summary>Exact number of different users.</summary>
    public required long Users { get; init; }

    /// <summary>Events whose stacks lack symbols.</summary>
    public required long EventsWithoutSymbols { get; init; }

    /// <summary>Events per day, oldest first, the last one today (UTC).</summary>
    public required IReadOnlyList<long> Days { get; init; }

    public required string Url { get; init; }
}
