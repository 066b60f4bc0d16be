namespace Inquest.Server.Symbols.Wire;

/// <summary>Files to be put together, all of one release.</summary>
sealed record AssembleBody(string? Release, IReadOnlyList<AssembleFile>? Files);
