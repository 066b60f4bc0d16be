namespace Inquest.Reports;

/// <summary>One thread of the process at the moment of the report.</summary>
public sealed record ReportThread
{
    /// <summary>The operating system's thread id, or the SDK's own.</summary>
    public ulong? Id { get; init; }

    public string? Name { get; init; }

    public bool Crashed { get; init; }

    /// <summary>True when this thread asked for the dump to be written and is no part of the crash.</summary>
    public bool RequestedDump { get; init; }

    public string? State { get; init; }

    /// <summary>GetLastError of the thread, in words (Windows).</summary>
    public string? LastError { get; init; }

    /// <summary>Innermost first.</summary>
    public IReadOnlyList<Frame> Frames { get; init; } = [];

    /// <summary>Why the stack ends where it does: <c>end-of-stack</c>, <c>no-caller-found</c>, <c>limit</c>, <c>no-memory</c>, <c>no-context</c>.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Frames that were cut because there were more than the limit.</summary>
    public int FramesOmitted { get; init; }

    /// <summary>Memory around the stack pointer, as the page shows it.</summary>
    public IReadOnlyList<MemoryBytes> Memory { get; init; } = [];
}
