using System.Diagnostics;
using Inquest.Capture;
using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;
using Inquest.Capture.Minidump;
using Inquest.Client.Spool;

namespace Inquest.Handler;

/// <summary>
/// Serves one dying process: reads it, lets it go, and then takes its time to write and to send. Whatever fails before the process
/// is let go is told to it, and it writes a report of its own.
/// </summary>
static class CrashServer
{
    // errno values that say to the client why it must write itself.
    const int InputOutputError = 5;
    const int NoSpace = 28;
    const int NotPermitted = 1;

    /// <param name="database">Folder of reports; the request comes from the waiter.</param>
    public static int Run(string database)
    {
        var startedAt = Stopwatch.GetTimestamp();
        if (!WaiterConnection.TryReadRequest(out var request))
        {
            Console.Error.WriteLine("inquest-handler: --serve is for inquest-waiter alone; --help lists what people use.");
            return HandlerExitCode.Usage;
        }

        // Before the process is stopped, which is the time that others notice.
        if (Open(database) is not { } spool)
        {
            WaiterConnection.Fail(NoSpace);
            return HandlerExitCode.Failed;
        }

        var limits = LimitsOf(request);
        var error = LiveProcess.TryOpen(new LiveOptions { ProcessId = request.KernelId, Request = request, Limits = limits }, out var process, out var errno);
        if (error != LiveError.None)
        {
            WaiterConnection.Fail(errno != 0 ? errno : NotPermitted);
            return HandlerExitCode.Failed;
        }

        return Report(process!, request, limits, spool, startedAt);
    }

    static int Report(LiveProcess process, CrashRequest request, CaptureLimits limits, SpoolFolder spool, long startedAt)
    {
        PlannedMinidump dump;
        ReportFacts facts;
        using (process)
        {
            dump = MinidumpWriter.Plan(process.Snapshot, OptionsOf(request, limits));
            facts = FactsOf(process, request);
        }

        ReportFile file;
        try
        {
            file = ReportFile.Create(spool, request.ReportId, dump.SizeGuess);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WaiterConnection.Fail(NoSpace);
            return HandlerExitCode.Failed;
        }

        using (file)
        {
            var isKept = request.Flags.HasFlag(RequestFlags.WaitForUpload) || request.Flags.HasFlag(RequestFlags.SyncBeforeRelease);
            if (!WaiterConnection.TryOwn(letGo: !isKept))
            {
                return HandlerExitCode.Failed;
            }

            try
            {
                file.Write(dump, facts with { SoftErrors = dump.SoftErrors });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                WaiterConnection.Fail(InputOutputError);
                return HandlerExitCode.Failed;
            }
        }

        if (request.Kind == ReportKind.Crash)
        {
            // What the client kept for the case that the disk is full; it cannot tidy up itself any more.
            File.Delete(Path.Combine(spool.Root, $"reserve-{request.OwnId}"));
        }

        Send(request, facts, spool, startedAt);
        return HandlerExitCode.Done;
    }

    static void Send(CrashRequest request, ReportFacts facts, SpoolFolder spool, long startedAt)
    {
        var waits = request.Flags.HasFlag(RequestFlags.WaitForUpload);
        if (!waits)
        {
            WaiterConnection.Release();
        }

        if (!request.Flags.HasFlag(RequestFlags.NoUpload) && facts.Client.Dsn.Length > 0)
        {
            _ = ReportSender.Send(spool, facts.Client.Dsn, waits ? request.Patience - Stopwatch.GetElapsedTime(startedAt) - HandlerLimits.Margin : null);
        }

        WaiterConnection.Release();
    }

    static SpoolFolder? Open(string database)
    {
        try
        {
            return new SpoolFolder(database);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static CaptureLimits LimitsOf(CrashRequest request) => CaptureLimits.Default with
    {
        MemorySizeMax = request.DumpBytesLimit,
        IndirectSizeMax = (request.Flags & (RequestFlags.NoIndirectMemory | RequestFlags.SanitizeStacks)) != RequestFlags.None ? 0 : request.IndirectBytesLimit,
    };

    static MinidumpWriterOptions OptionsOf(CrashRequest request, CaptureLimits limits) => new()
    {
        Limits = limits,
        HideHomes = !request.Flags.HasFlag(RequestFlags.KeepHomePaths),
        SanitizeStacks = request.Flags.HasFlag(RequestFlags.SanitizeStacks),
    };

    static ReportFacts FactsOf(LiveProcess process, CrashRequest request) => new()
    {
        Id = request.ReportId,
        Kind = request.Kind,
        Time = EventWriter.TimeOf(request.TimeNs),
        Client = ClientInfoReader.Read(process.Snapshot.Memory, request.ClientInfo) ?? new ClientInfo(),
        SignalNumber = request.SignalNumber,
        SignalCode = request.SignalCode,
        Address = request.FaultAddress,
        ProcessId = (uint)request.OwnId,
        ThreadId = (uint)request.SubjectThreadId,
        Reason = process.TextAt(request.Reason),
        AbortMessage = process.AbortMessage(request.AbortMessage),
    };
}
