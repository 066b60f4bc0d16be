using System.Globalization;
using Inquest.Capture;
using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;
using Inquest.Capture.Minidump;

namespace Inquest.Handler;

/// <summary><c>inquest-handler --pid N</c>: the dump of a process that goes on.</summary>
static class ProcessDumper
{
    static readonly CaptureLimits Patient = CaptureLimits.Default with { ThreadStopPatience = CaptureLimits.LivingThreadStopPatience };

    public static int Run(int processId, ReportTarget target)
    {
        if (target.Complaint is { } complaint)
        {
            Console.Error.WriteLine($"inquest-handler: {complaint}");
            return HandlerExitCode.Usage;
        }

        var error = LiveProcess.TryOpen(new LiveOptions { ProcessId = processId, Limits = Patient }, out var process, out _);
        if (error != LiveError.None)
        {
            Console.Error.WriteLine($"inquest-handler: {Explain(error, processId)}");
            return error == LiveError.Gone ? HandlerExitCode.NotFound : HandlerExitCode.Failed;
        }

        PlannedMinidump dump;
        ReportFacts facts;
        using (process)
        {
            var snapshot = process!.Snapshot;
            dump = MinidumpWriter.Plan(snapshot, new MinidumpWriterOptions { HideHomes = true });
            var client = ClientInfoFinder.Find(snapshot) ?? new ClientInfo();
            facts = new ReportFacts
            {
                Id = Guid.NewGuid(),
                Kind = ReportKind.Request,
                Time = TimeProvider.System.GetUtcNow(),
                Client = target.Release is { } release ? client with { Release = release } : client,
                ProcessId = snapshot.ProcessId,
                ThreadId = snapshot.Threads[0].Id,
            };
        }

        return target.Write(dump, facts, processId.ToString(CultureInfo.InvariantCulture) + ".dmp");
    }

    static string Explain(LiveError error, int processId) => error switch
    {
        LiveError.Gone => $"there is no process {processId}.",
        LiveError.Denied => $"process {processId} may not be traced: it belongs to another user, is traced already, or the system forbids it (kernel.yama.ptrace_scope, seccomp). Run this as its user or as root.",
        LiveError.Busy => $"process {processId} did not stop; it waits in the kernel, or the machine is very busy. Try again.",
        _ => $"process {processId} is of a kind that is not read: 64-bit processes of this machine's own processor are.",
    };
}
