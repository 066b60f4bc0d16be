namespace Inquest.Storage.Symbols;

/// <summary>One object of a content that is being stored; ids as the table has them.</summary>
/// <param name="Features">Bits of the symbol engine's features.</param>
public sealed record NewSymbolObject(
    string DebugId, string CodeId, string DebugFile, string CodeFile, string Os, string Cpu, int Features);
