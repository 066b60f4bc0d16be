namespace Inquest.Storage.Events;

/// <summary>A module that an event's stacks needed and no source had.</summary>
/// <param name="State"><c>missing</c>, <c>malformed</c>, <c>denied</c> or <c>timed-out</c>.</param>
/// <param name="Frames">Frames of this event that it would repair.</param>
public sealed record MissingModule(string DebugFile, string DebugId, string CodeFile, string CodeId, string State, int Frames);
