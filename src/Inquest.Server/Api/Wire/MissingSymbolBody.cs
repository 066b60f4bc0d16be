namespace Inquest.Server.Api.Wire;

/// <summary>A module that stacks lack, with the number of frames it would repair.</summary>
/// <param name="State"><c>missing</c>, <c>wrong-id</c>, <c>malformed</c>, <c>denied</c>, <c>timed-out</c> or <c>incomplete</c>.</param>
/// <param name="Lookups">Every place that was asked by the latest search, with its answer.</param>
sealed record MissingSymbolBody(
    string DebugFile, string DebugId, string CodeFile, string CodeId, string State, long Frames, long Events, DateTimeOffset LastSeen,
    IReadOnlyList<string> Lookups);
