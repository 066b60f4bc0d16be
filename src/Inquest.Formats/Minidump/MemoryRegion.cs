namespace Inquest.Formats.Minidump;

/// <summary>A run of pages with the same rights, from MemoryInfoList (Windows) or /proc/PID/maps (Linux).</summary>
/// <param name="Start">First address.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Protection">Rights now.</param>
/// <param name="State">Whether memory is behind it.</param>
/// <param name="AllocationBase">Where the allocation or the file's mapping begins that this is a part of.</param>
/// <param name="IsImage">True for MEM_IMAGE, and for executable mappings of a file on Linux.</param>
/// <param name="IsShared">True for MEM_MAPPED and for shared mappings on Linux.</param>
/// <param name="Name">The mapped file, or a name in brackets such as <c>[stack]</c>; null when the dump has none.</param>
/// <param name="FileOffset">Offset into the mapped file.</param>
public sealed record MemoryRegion(
    ulong Start,
    ulong Size,
    MemoryProtection Protection,
    MemoryState State,
    ulong AllocationBase,
    bool IsImage,
    bool IsShared,
    string? Name,
    ulong FileOffset)
{
    public ulong End => Start > ulong.MaxValue - Size ? ulong.MaxValue : Start + Size;

    public bool IsExecutable => State == MemoryState.Committed && (Protection & MemoryProtection.Execute) != MemoryProtection.None;

    public bool IsWritable =>
        State == MemoryState.Committed && (Protection & (MemoryProtection.Write | MemoryProtection.CopyOnWrite)) != MemoryProtection.None;

    public bool IsReadable => State == MemoryState.Committed && (Protection & MemoryProtection.Read) != MemoryProtection.None;

    /// <summary>True for PAGE_GUARD pages, and for the rightless mappings that threads' stacks end with on Linux.</summary>
    public bool IsGuard => (Protection & MemoryProtection.Guard) != MemoryProtection.None;

    public bool Contains(ulong address) => address >= Start && address - Start < Size;
}
