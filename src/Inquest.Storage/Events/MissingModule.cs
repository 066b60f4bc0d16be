namespace Inquest.Storage.Events;

/// <summary>A module that an event's stacks needed and no source had.</summary>
/// <param name="State"><c>missing</c>, <c>wrong-id</c>, <c>malformed</c>, <c>denied</c>, <c>timed-out</c>, or <c>incomplete</c> for what has names and no lines or no unwind information.</param>
/// <param name="Frames">Frames of this event that it would repair.</param>
public sealed record MissingModule(string DebugFile, string DebugId, string CodeFile, string CodeId, string State, int Frames)
{
    /// <summary>Every place that was asked with its answer.</summary>
    public IReadOnlyList<string> Lookups { get; init; } = [];
}
