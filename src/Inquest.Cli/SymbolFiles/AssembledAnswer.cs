namespace Inquest.Cli.SymbolFiles;

/// <summary>What the server says of a file: <c>missing-chunks</c>, <c>assembling</c>, <c>stored</c>, <c>duplicate</c> or <c>refused</c>.</summary>
sealed record AssembledAnswer(string Sha256, string State, IReadOnlySet<string> MissingChunks, string? Detail, int EventsToRedo);
