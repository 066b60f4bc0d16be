namespace Inquest.Client;

/// <summary>Whether libinquest is loaded beside the managed client.</summary>
public enum NativeCapture
{
    /// <summary>Loaded when it is found; a line on the diagnostics when it is not.</summary>
    WhenFound,

    /// <summary>Never: native faults, FailFast and stack overflows leave only a session that ended abnormally.</summary>
    Off,
}
