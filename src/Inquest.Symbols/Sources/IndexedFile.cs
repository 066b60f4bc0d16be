using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Sources;

/// <summary>A file of an index with one of the modules that it belongs to.</summary>
readonly record struct IndexedFile(string Path, SymbolObject Head)
{
    /// <summary>Lower is better: functions with lines and inlined calls, then symbol text, then what only names exports.</summary>
    public int Rank => Head switch
    {
        { Kind: SymbolFileKind.Pdb } => 0,
        { Kind: SymbolFileKind.Breakpad } => 1,
        { Features: var features } when features.HasFlag(SymbolFeatures.DebugInfo) => 0,
        _ => 2,
    };
}
