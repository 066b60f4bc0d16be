namespace Inquest.Formats.Pe;

/// <summary>A section header (PE format, "Section Table"). Addresses are relative to the image's base, sizes in bytes.</summary>
/// <param name="Name">Long names are resolved through the COFF string table.</param>
/// <param name="FileSize">Bytes in the file: may be less than <paramref name="VirtualSize"/> (the rest is zero) or more (padding).</param>
public sealed record PeSection(
    string Name, uint VirtualAddress, uint VirtualSize, uint FileOffset, uint FileSize, uint Characteristics)
{
    const uint ContainsCode = 0x20;
    const uint MemoryExecute = 0x2000_0000;

    public bool IsExecutable => (Characteristics & (ContainsCode | MemoryExecute)) != 0;

    /// <summary>Folklore: Watcom and old Borland linkers leave the virtual size zero and mean the size in the file.</summary>
    public uint MappedSize => VirtualSize == 0 ? FileSize : VirtualSize;

    public bool Contains(uint rva) => rva >= VirtualAddress && rva - VirtualAddress < Math.Max(MappedSize, FileSize);
}
