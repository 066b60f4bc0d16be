namespace Inquest.Symbols.Identity;

/// <summary>The forms of files that say something about a program's addresses.</summary>
public enum SymbolFileKind
{
    Unknown,
    Breakpad,
    Elf,
    Pe,
    Pdb,
    MachO,
    PortablePdb,
    SourceBundle,
    Wasm,
}
