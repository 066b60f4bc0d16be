using Inquest.Grouping;
using Inquest.Grouping.Rules;
using Inquest.Grouping.Similarity;
using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>A processed event, ready to be stored.</summary>
public sealed record NewEvent
{
    public required long ProjectId { get; init; }

    public required long KeyId { get; init; }

    /// <summary>32 lower-case hex digits.</summary>
    public required string EventId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required Report Report { get; init; }

    public required GroupingResult Grouping { get; init; }

    /// <summary>Calls of the stack for likeness; empty when it is not fit to be compared.</summary>
    public StackTerm[] Terms { get; init; } = [];

    /// <summary>Names of <see cref="Terms"/>, for explanations.</summary>
    public IReadOnlyList<string> TermNames { get; init; } = [];

    /// <summary>The stack that the key was made of; null to leave out the second chance's look behind a new function.</summary>
    public NormalisedStack? Stack { get; init; }

    /// <summary>The rules that it was grouped by.</summary>
    public RuleSet? Rules { get; init; }

    /// <summary>The least likeness that attaches it to a known issue when its key is new; 0 for never.</summary>
    public double NearThreshold { get; init; }

    /// <summary><see cref="Report"/> through <see cref="Zstd"/>.</summary>
    public required byte[] ReportPacked { get; init; }

    /// <summary>What the client sent, after scrubbing; null when it was a dump alone.</summary>
    public byte[]? RawPacked { get; init; }

    public byte[]? StackPacked { get; init; }

    public IReadOnlyList<MissingModule> Missing { get; init; } = [];

    public byte[]? DumpHash { get; init; }

    public long? DumpSize { get; init; }

    /// <summary>Taken in beyond a quota: stored when its bug is a new one or was resolved, else only counted.</summary>
    public bool OnlyIfNew { get; init; }
}
