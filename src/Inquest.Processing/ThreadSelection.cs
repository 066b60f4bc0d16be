using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>Which threads become part of the report, and which of them crashed.</summary>
/// <param name="Threads">In the dump's order.</param>
/// <param name="CrashedIndex">Index into <paramref name="Threads"/> of the crashed or requesting thread, or null.</param>
/// <param name="DumpThreadId">The thread that wrote the dump; its stack is that of the handler and is not walked.</param>
sealed record ThreadSelection(IReadOnlyList<MinidumpThread> Threads, int? CrashedIndex, uint? DumpThreadId)
{
    public MinidumpThread? Crashed => CrashedIndex is { } index ? Threads[index] : null;

    public static ThreadSelection Choose(MinidumpFile dump, ProcessingLimits limits, List<ReportFinding> findings)
    {
        var all = dump.Threads;
        var requesting = dump.RequestingThread;
        var threads = all;
        if (all.Count > limits.ThreadCountMax)
        {
            findings.Add(new ReportFinding(
                "threads-cut", $"Of {all.Count} threads {limits.ThreadCountMax} are kept, the crashed one among them."));
            threads = requesting is null || requesting.Index < limits.ThreadCountMax
                ? [.. all.Take(limits.ThreadCountMax)]
                : [.. all.Take(limits.ThreadCountMax - 1), requesting];
        }

        var crashed = -1;
        for (var i = 0; i < threads.Count && requesting is not null && crashed < 0; i++)
        {
            crashed = ReferenceEquals(threads[i], requesting) ? i : -1;
        }

        if (requesting is null && dump.RequestingThreadId is { } missing)
        {
            findings.Add(new ReportFinding("crashed-thread-missing", $"The dump says that thread {missing} crashed, and does not hold it."));
        }

        return new ThreadSelection(threads, crashed < 0 ? null : crashed, dump.DumpThreadId);
    }

    /// <summary>True for the writer's thread, unless it is the one that crashed.</summary>
    public bool IsWriter(int index) => index != CrashedIndex && Threads[index].Id == DumpThreadId;
}
