namespace Inquest.Capture.Live;

/// <summary>Why a process is reported.</summary>
public enum ReportKind
{
    /// <summary>It dies of a signal.</summary>
    Crash,

    /// <summary>A thread that promised to beat fell silent.</summary>
    Hang,

    /// <summary>Somebody asked; it goes on.</summary>
    Request,
}
