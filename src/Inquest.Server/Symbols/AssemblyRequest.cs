namespace Inquest.Server.Symbols;

/// <summary>A file that a client wants put together.</summary>
/// <param name="Hash">Hex digits of the whole file: SHA-1 or SHA-256.</param>
/// <param name="Chunks">Hashes of its pieces in their order; empty only asks for the state.</param>
sealed record AssemblyRequest(string Hash, string Name, string? DebugId, string? Release, IReadOnlyList<string> Chunks);
