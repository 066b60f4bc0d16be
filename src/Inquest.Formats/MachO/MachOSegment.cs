namespace Inquest.Formats.MachO;

/// <summary>LC_SEGMENT or LC_SEGMENT_64. Sizes in bytes; the file range of a dSYM's code segments is empty.</summary>
public sealed record MachOSegment(
    string Name, ulong Address, ulong MemorySize, ulong FileOffset, ulong FileSize, uint MaximumProtection, uint InitialProtection)
{
    const uint Execute = 4;

    public bool IsExecutable => (InitialProtection & Execute) != 0;
}
