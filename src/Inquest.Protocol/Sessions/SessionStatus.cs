namespace Inquest.Protocol.Sessions;

/// <summary>How a session stands, from the least to the most severe after the first two (§5.1).</summary>
public enum SessionStatus
{
    Ok = 0,
    Exited,
    Errored,
    Unhandled,
    Abnormal,
    Crashed,
}
