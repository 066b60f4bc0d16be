namespace Inquest.Symbols.Dump;

/// <summary>Containers of debug information that symbols can be made from.</summary>
public enum SymbolDumpFormat
{
    Unknown,
    Elf,

    /// <summary>Thin or universal.</summary>
    MachO,
}
