namespace Inquest.Server.Symbols.Wire;

/// <summary>A file to be put together of pieces.</summary>
/// <param name="Sha256">Of the whole file, 64 hex digits.</param>
/// <param name="Chunks">SHA-256 of each piece in order; empty asks for the state.</param>
sealed record AssembleFile(string? Sha256, string? Name, string? DebugId, IReadOnlyList<string>? Chunks);
