namespace Inquest.Symbols.Identity;

/// <summary>What a file can be used for; the numbers are stored.</summary>
[Flags]
public enum SymbolFeatures
{
    None = 0,

    /// <summary>Names of functions at least.</summary>
    SymbolTable = 1,

    /// <summary>Source lines.</summary>
    DebugInfo = 2,
    UnwindInfo = 4,

    /// <summary>Texts of source files.</summary>
    Sources = 8,

    /// <summary>The machine code itself.</summary>
    Code = 16,
}
