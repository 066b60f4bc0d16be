using Inquest.Formats;

namespace Inquest.Symbols.Dump;

/// <summary>What a symbol file holds.</summary>
/// <param name="DebugId">Breakpad form, also the folder in a store.</param>
public sealed record SymbolDumpSummary(
    string ModuleName, string DebugId, int FunctionCount, int LineCount, int PublicCount, int CfiCount, IReadOnlyList<Finding> Findings);
