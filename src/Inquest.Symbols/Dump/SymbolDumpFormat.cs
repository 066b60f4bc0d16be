namespace Inquest.Symbols.Dump;

/// <summary>Containers of debug information that symbols can be made from.</summary>
public enum SymbolDumpFormat
{
    Unknown,
    Elf,

    /// <summary>Thin or universal.</summary>
    MachO,

    /// <summary>An image of Windows; its PDB may come as the debug file.</summary>
    Pe,

    /// <summary>A program database without its image.</summary>
    Pdb,

    /// <summary>A WebAssembly module.</summary>
    Wasm,

    /// <summary>Debug information of a .NET assembly; addresses stand for methods and offsets in them.</summary>
    PortablePdb,
}
