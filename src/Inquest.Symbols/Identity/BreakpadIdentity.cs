using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Identity;

/// <summary>Ids of a Breakpad symbol file: its MODULE and INFO CODE_ID records.</summary>
static class BreakpadIdentity
{
    /// <returns>Null when the first line is no MODULE record that can be looked for.</returns>
    public static List<SymbolObject>? Read(ReadOnlySpan<byte> head)
    {
        var module = SymHead.Read(head);
        if (!Sources.SymbolPath.IsId(module.DebugId) || module.DebugId.Length < 33 || module.Name.Length == 0)
        {
            return null;
        }

        var features = SymbolFeatures.None;
        features |= head.IndexOf("\nFUNC "u8) >= 0 ? SymbolFeatures.SymbolTable | SymbolFeatures.DebugInfo : SymbolFeatures.None;
        features |= head.IndexOf("\nPUBLIC "u8) >= 0 ? SymbolFeatures.SymbolTable : SymbolFeatures.None;
        features |= head.IndexOf("\nSTACK "u8) >= 0 ? SymbolFeatures.UnwindInfo : SymbolFeatures.None;
        // FILE records come first and may fill more than the head: then there are functions with lines behind them.
        features |= head.IndexOf("\nFILE "u8) >= 0 ? SymbolFeatures.SymbolTable | SymbolFeatures.DebugInfo : SymbolFeatures.None;
        var codeId = Sources.SymbolPath.IsId(module.CodeId) ? module.CodeId.ToLowerInvariant() : "";
        return
        [
            new SymbolObject(SymbolFileKind.Breakpad, module.DebugId.ToUpperInvariant(), codeId, module.Name, module.CodeFile,
                module.System.ToLowerInvariant(), module.Cpu, features),
        ];
    }
}
