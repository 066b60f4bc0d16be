namespace Inquest.Server.Api.Wire;

/// <summary>A module that stacks lack, with the number of frames it would repair.</summary>
sealed record MissingSymbolBody(
    string DebugFile, string DebugId, string CodeFile, string CodeId, string State, long Frames, long Events, DateTimeOffset LastSeen);
