namespace Inquest.Capture.Live;

/// <summary>Why a living process cannot be read.</summary>
public enum LiveError
{
    None,

    /// <summary>No such process, or it ended meanwhile.</summary>
    Gone,

    /// <summary>The kernel forbids tracing it: another user's, a filter, Yama, or a tracer is there already.</summary>
    Denied,

    /// <summary>None of its threads stopped in time.</summary>
    Busy,

    /// <summary>It runs on a processor, or in a mode of it, that is not read.</summary>
    UnsupportedArchitecture,
}
