using Inquest.Symbols.Files;

namespace Inquest.Symbols.Sources;

/// <summary>A file of an index with one of the modules that it belongs to.</summary>
readonly record struct IndexedFile(string Path, ModuleFileHead Head)
{
    /// <summary>Lower is better: functions with lines and inlined calls, then symbol text, then what only names exports.</summary>
    public int Rank => Head switch
    {
        { Kind: ModuleFileKind.Pdb } => 0,
        { Contents: var contents } when contents.HasFlag(ModuleFileContents.DebugInfo) => 0,
        { Kind: ModuleFileKind.BreakpadText } => 1,
        _ => 2,
    };
}
