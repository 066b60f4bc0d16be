namespace Inquest.Symbols.Files;

/// <summary>What kind of file describes a module.</summary>
public enum ModuleFileKind
{
    /// <summary>None that is known.</summary>
    Unknown,

    /// <summary>Breakpad's symbol text.</summary>
    BreakpadText,
    Elf,
    Pe,
    Pdb,
    MachO,
}
