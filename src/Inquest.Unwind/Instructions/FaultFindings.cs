using Inquest.Reports;

namespace Inquest.Unwind.Instructions;

/// <summary>What the faulting instruction did; the fields of <see cref="CrashFacts"/> of the same names.</summary>
public sealed record FaultFindings
{
    public ulong? AdjustedAddress { get; init; }

    public string? AddressMeaning { get; init; }

    public string? Instruction { get; init; }

    public IReadOnlyList<MemoryAccess> MemoryAccesses { get; init; } = [];

    public IReadOnlyList<BitFlip> PossibleBitFlips { get; init; } = [];

    public IReadOnlyList<string> Inconsistencies { get; init; } = [];
}
