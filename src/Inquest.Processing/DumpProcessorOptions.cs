using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>What the caller knows beyond the dump, and how far to go.</summary>
public sealed record DumpProcessorOptions
{
    public static DumpProcessorOptions Default { get; } = new();

    public ProcessingLimits Limits { get; init; } = ProcessingLimits.Default;

    public UnwindLimits UnwindLimits { get; init; } = UnwindLimits.Default;

    /// <summary>32 lower-case hex digits; null takes the dump's own report id (Crashpad), if it has one.</summary>
    public string? EventId { get; init; }

    /// <summary>When the report arrived: stands in for the time of a dump that does not say when it was written.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Form fields that came with the dump; they win over annotations of the same name inside it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Processors to walk threads on; 0 takes all there are.</summary>
    public int ParallelismMax { get; init; }

    /// <summary>Told after each thread how many of how many are walked; called by several threads.</summary>
    public Action<int, int>? OnThreadWalked { get; init; }
}
