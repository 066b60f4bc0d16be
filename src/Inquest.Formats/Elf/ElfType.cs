namespace Inquest.Formats.Elf;

/// <summary>e_type.</summary>
public enum ElfType
{
    None = 0,
    Relocatable = 1,
    Executable = 2,
    Shared = 3,
    Core = 4,
}
