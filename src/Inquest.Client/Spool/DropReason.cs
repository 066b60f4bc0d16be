namespace Inquest.Client.Spool;

/// <summary>Why a report was dropped without being taken by a server. Each is counted and told to the server.</summary>
public enum DropReason
{
    TooOld,
    TooMany,
    TooManyBytes,

    /// <summary>The server said a final no.</summary>
    Refused,

    /// <summary>The event is damaged or larger than any server takes.</summary>
    Unreadable,

    /// <summary>The same crash was sent often enough today.</summary>
    Repeated,
}
