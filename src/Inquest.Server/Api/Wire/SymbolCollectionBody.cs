namespace Inquest.Server.Api.Wire;

/// <summary>Symbol files that were removed, or would be.</summary>
/// <param name="FreedBytes">On disk; less when other projects have the same contents.</param>
sealed record SymbolCollectionBody(IReadOnlyList<SymbolFileBody> Files, long FreedBytes, bool DryRun);
