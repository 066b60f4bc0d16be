namespace Inquest.Protocol.Events;

/// <summary>The closed list of reasons why a payload is no event.</summary>
public enum EventError
{
    None = 0,

    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>Not JSON, even with goodwill.</summary>
    InvalidJson,

    /// <summary>JSON, but no object.</summary>
    NotAnObject,
}
