namespace Inquest.Server.Symbols.Wire;

/// <summary>How far each file has come, and the size that pieces may have.</summary>
sealed record AssembledBody(int ChunkBytes, IReadOnlyList<AssembledFile> Files);
