namespace Inquest.Server.Symbols.Wire;

/// <summary>How far a file has come.</summary>
/// <param name="State"><c>missing-chunks</c>, <c>assembling</c>, <c>stored</c>, <c>duplicate</c> or <c>refused</c>.</param>
sealed record AssembledFile(
    string Sha256, string State, IReadOnlyList<string> MissingChunks, string? Reason, string? Detail, IReadOnlyList<SymbolObjectBody> Objects, int EventsToRedo);
