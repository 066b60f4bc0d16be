namespace Inquest.Cli.Inspection;

/// <summary>One module of a minidump; addresses are zero-padded hex.</summary>
sealed record ModuleFacts(
    string Base, string End, string CodeFile, string DebugFile, string? DebugId, string? CodeId, string? Version);
