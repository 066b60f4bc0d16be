namespace Inquest.Protocol.Auth;

/// <summary>The closed list of answers to “who sends this?” (§1.2).</summary>
public enum AuthStatus
{
    Ok = 0,

    /// <summary>No key anywhere: 401.</summary>
    NoKey,

    /// <summary>An authentication header is there but is not readable: 401.</summary>
    Malformed,

    /// <summary>Two sources name different keys: 401.</summary>
    Disagreement,

    /// <summary>The key is not 32 hex digits: 400.</summary>
    BadKey,

    /// <summary>The project id is not decimal: 400.</summary>
    BadProject,

    /// <summary>A protocol version above 7, or none that can be read: 400.</summary>
    BadVersion,

    /// <summary>The envelope's DSN is not readable: 400.</summary>
    BadDsn,

    /// <summary>The envelope's DSN names another key or project than the request: 400.</summary>
    DsnMismatch,
}
