using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>Threads as the report has them: names, last errors, what registers mean, memory for the page.</summary>
static class ThreadReports
{
    public static IReadOnlyList<ReportThread> Build(
        MinidumpFile dump,
        ModuleSet modules,
        ThreadSelection threads,
        ThreadWalks walks,
        CrashFacts? crash,
        DumpProcessorOptions options)
    {
        _ = modules;
        var meanings = walks.Process is { } process
            ? new RegisterMeanings(dump, process, threads, options.Limits)
            : null;
        var result = new ReportThread[threads.Threads.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var thread = threads.Threads[i];
            var walk = walks[i];
            var isCrashed = i == threads.CrashedIndex;
            result[i] = new ReportThread
            {
                Id = thread.Id,
                Name = dump.ThreadName(thread.Id),
                Crashed = isCrashed,
                RequestedDump = thread.Id == threads.DumpThreadId,
                State = thread.SuspendCount > 0 && dump.SystemInfo?.Os == OsFamily.Windows
                    ? $"suspended {thread.SuspendCount}×"
                    : null,
                LastError = LastErrorReader.Read(dump, thread),
                Frames = Explain(walk, i, meanings),
                EndedBy = walk.Walk?.EndedByText ?? (threads.IsWriter(i) ? "dump-writer" : "no-context"),
                FramesOmitted = walk.Walk?.FramesOmitted ?? 0,
                Memory = isCrashed && walk.Registers is { } registers
                    ? MemoryExcerpts.Read(dump, registers, crash, options.Limits)
                    : [],
            };
        }

        return result;
    }

    // Only the innermost frame's registers are all of the same moment, and only they are shown with their meaning.
    static IReadOnlyList<Frame> Explain(ThreadWalk walk, int threadIndex, RegisterMeanings? meanings)
    {
        if (walk.Walk is not { Frames.Count: > 0 } stack)
        {
            return [];
        }

        if (meanings is null || walk.Registers is null)
        {
            return stack.Frames;
        }

        var innermost = stack.Frames[0];
        var explained = innermost with
        {
            Registers = [.. innermost.Registers.Select(r => r with { Meaning = meanings.Of(r, threadIndex, walk.Registers) })],
        };
        return [explained, .. stack.Frames.Skip(1)];
    }
}
