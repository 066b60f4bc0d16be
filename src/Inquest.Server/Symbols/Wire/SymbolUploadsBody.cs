namespace Inquest.Server.Symbols.Wire;

/// <summary>What became of an upload: one entry for each file in it.</summary>
sealed record SymbolUploadsBody(IReadOnlyList<SymbolUploadBody> Items);
