namespace Inquest.Formats.Elf;

/// <summary>A section header with its name. Sizes and offsets in bytes.</summary>
public sealed record ElfSection(
    int Index,
    string Name,
    uint Type,
    ulong Flags,
    ulong Address,
    ulong Offset,
    ulong Size,
    uint Link,
    uint Info,
    ulong Alignment,
    ulong EntrySize)
{
    public const uint TypeSymbols = 2;
    public const uint TypeStrings = 3;
    public const uint TypeNote = 7;
    public const uint TypeNoBits = 8;
    public const uint TypeDynamicSymbols = 11;
    public const uint TypeSymbolSectionIndexes = 18;

    public bool IsAllocated => (Flags & 2) != 0;

    public bool IsExecutable => (Flags & 4) != 0;

    /// <summary>SHF_COMPRESSED: the content starts with an Elf_Chdr.</summary>
    public bool IsCompressed => (Flags & 0x800) != 0;

    /// <summary>False for SHT_NOBITS: .bss, and every allocated section of a file made by objcopy --only-keep-debug.</summary>
    public bool HasBytes => Type is not (TypeNoBits or 0);
}
