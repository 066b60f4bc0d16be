namespace Inquest.Storage.Releases;

/// <summary>How a session went, from the best to the worst; the worst that was ever heard of it stays.</summary>
public enum SessionClass
{
    Healthy = 0,
    Errored,
    Unhandled,

    /// <summary>It ended without saying why: hung, killed, out of memory, power gone.</summary>
    Abnormal,
    Crashed,
}
