namespace Inquest.Server.Symbols;

/// <summary>What an upload says of its file, which the file must bear out.</summary>
/// <param name="DebugId">Either spelling; null claims nothing.</param>
/// <param name="Hash">20 bytes of SHA-1 or 32 of SHA-256; null claims nothing.</param>
sealed record SymbolClaim(string? DebugId = null, byte[]? Hash = null);
