using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols.Wire;

/// <summary>A program, library or debug file inside of a file.</summary>
/// <param name="Features">Words of symtab, debug, unwind, sources, code.</param>
sealed record SymbolObjectBody(string? DebugId, string? CodeId, string? DebugFile, string? Os, string? Cpu, IReadOnlyList<string> Features)
{
    public static SymbolObjectBody Of(string debugId, string codeId, string debugFile, string os, string cpu, SymbolFeatures features) =>
        new(Some(debugId), Some(codeId), Some(debugFile), Some(os), Some(cpu), Words(features));

    public static List<string> Words(SymbolFeatures features)
    {
        var words = new List<string>();
        Add(SymbolFeatures.SymbolTable, "symtab");
        Add(SymbolFeatures.DebugInfo, "debug");
        Add(SymbolFeatures.UnwindInfo, "unwind");
        Add(SymbolFeatures.Sources, "sources");
        Add(SymbolFeatures.Code, "code");
        return words;

        void Add(SymbolFeatures feature, string word)
        {
            if (features.HasFlag(feature))
            {
                words.Add(word);
            }
        }
    }

    static string? Some(string text) => text.Length > 0 ? text : null;
}
