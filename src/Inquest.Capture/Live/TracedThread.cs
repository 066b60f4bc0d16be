namespace Inquest.Capture.Live;

/// <summary>One thread of a process that is being read.</summary>
/// <param name="traceId">What ptrace calls it: its id in our PID namespace.</param>
/// <param name="procId">What /proc calls it.</param>
/// <param name="id">What the process itself calls it.</param>
sealed class TracedThread(int traceId, int procId, int id)
{
    public int TraceId { get; } = traceId;

    public int ProcId { get; } = procId;

    public int Id { get; } = id;

    public bool IsSeized { get; set; }

    public bool IsStopped { get; set; }

    /// <summary>The signal that it was about to take; it gets it when it is let go.</summary>
    public int PendingSignal { get; set; }
}
