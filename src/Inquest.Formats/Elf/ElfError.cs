namespace Inquest.Formats.Elf;

/// <summary>Why bytes are refused as an ELF file.</summary>
public enum ElfError
{
    None,
    Empty,
    NotElf,
    Truncated,
    UnknownClass,
    UnknownByteOrder,
    Unreadable,
}
