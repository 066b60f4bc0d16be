namespace Inquest.Storage.Events;

/// <summary>The work that is done after an event is stored.</summary>
public enum JobKind
{
    ProcessDump,

    /// <summary>Symbols arrived for a module of the event.</summary>
    Resymbolicate,
}
