namespace Inquest.Storage.Releases;

/// <summary>What ended a session that did not end well, where the client says so.</summary>
public enum SessionCause
{
    None = 0,
    HangInBackground,
    HangInForeground,
    OutOfMemory,
}
