namespace Inquest.Symbols;

/// <summary>What the symbols that were found for a module do not have.</summary>
public enum SymbolGap
{
    /// <summary>Only exported names are known: what lies between two of them bears the wrong name.</summary>
    Functions,

    /// <summary>No source files and lines.</summary>
    Lines,

    /// <summary>Callers must be guessed by frame pointers or by searching the stack.</summary>
    UnwindInfo,
}
