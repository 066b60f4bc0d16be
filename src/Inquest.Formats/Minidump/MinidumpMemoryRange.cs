namespace Inquest.Formats.Minidump;

/// <summary>Memory of the process that the dump holds.</summary>
/// <param name="Start">Address in the process.</param>
/// <param name="Size">Bytes that are really in the file.</param>
/// <param name="Rva">Where they lie in the file.</param>
public readonly record struct MinidumpMemoryRange(ulong Start, ulong Size, ulong Rva)
{
    /// <summary>The address after the last byte; never past the end of the address space.</summary>
    public ulong End => Start > ulong.MaxValue - Size ? ulong.MaxValue : Start + Size;

    public bool Contains(ulong address) => address >= Start && address - Start < Size;
}
