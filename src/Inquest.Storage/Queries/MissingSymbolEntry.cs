namespace Inquest.Storage.Queries;

/// <summary>A module that stacks needed and no source had.</summary>
public sealed record MissingSymbolEntry(
    string DebugFile, string DebugId, string CodeFile, string CodeId, string State, long Frames, long Events, long LastSeen,
    IReadOnlyList<string> Lookups);
