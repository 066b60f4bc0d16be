namespace Inquest.Reports;

/// <summary>What the operating system said about the fault, and what it means.</summary>
public sealed record CrashFacts
{
    /// <summary>E.g. <c>SIGSEGV / SEGV_MAPERR</c>, <c>EXCEPTION_ACCESS_VIOLATION_READ</c>, <c>EXC_BAD_ACCESS / KERN_INVALID_ADDRESS</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The address as the operating system gave it.</summary>
    public ulong? Address { get; init; }

    /// <summary>The address that the instruction really used, when it differs from <see cref="Address"/>.</summary>
    public ulong? AdjustedAddress { get; init; }

    /// <summary>In words: <c>null + 24</c>, <c>non-canonical</c>, <c>guard page of thread 3's stack</c>, <c>stack overflow</c>.</summary>
    public string? AddressMeaning { get; init; }

    /// <summary>Index into <see cref="Report.Threads"/> of the crashed or requesting thread.</summary>
    public int? ThreadIndex { get; init; }

    /// <summary>The faulting instruction, disassembled.</summary>
    public string? Instruction { get; init; }

    /// <summary>Registers and memory that the instruction used, one sentence each.</summary>
    public IReadOnlyList<MemoryAccess> MemoryAccesses { get; init; } = [];

    /// <summary>Addresses one flipped bit away that would have been right, best first.</summary>
    public IReadOnlyList<BitFlip> PossibleBitFlips { get; init; } = [];

    /// <summary>Contradictions between the reported fault and the instruction.</summary>
    public IReadOnlyList<string> Inconsistencies { get; init; } = [];

    /// <summary>Text of an assertion or abort message.</summary>
    public string? Assertion { get; init; }
}
