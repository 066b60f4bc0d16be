using System.Text;
using Inquest.Capture.Core;
using Inquest.Formats;

namespace Inquest.Capture.Live;

/// <summary>
/// A living or dying process, held still. The snapshot reads from it until it is disposed of, which lets it go. Use one from one
/// thread only: the kernel lets the thread that stopped a process read its registers, and no other.
/// </summary>
public sealed class LiveProcess : IDisposable
{
    const int StatusBytes = 8192;

    readonly ThreadStopper _stopper;
    readonly ProcessMemory _memory;

    LiveProcess(ThreadStopper stopper, ProcessMemory memory, ProcessSnapshot snapshot)
    {
        _stopper = stopper;
        _memory = memory;
        Snapshot = snapshot;
    }

    public ProcessSnapshot Snapshot { get; }

    /// <summary>Stops a process and looks at it.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="process">The caller disposes of it.</param>
    /// <param name="errno">The kernel's number for a refusal.</param>
    public static LiveError TryOpen(LiveOptions options, out LiveProcess? process, out int errno)
    {
        ArgumentNullException.ThrowIfNull(options);
        process = null;
        errno = 0;
        var architecture = LiveModules.OwnArchitecture;
        if (CoreThreadLayout.For(architecture) is not { } layout)
        {
            return LiveError.UnsupportedArchitecture;
        }

        var findings = new List<Finding>();
        var procId = ProcIdOf(options);
        var ownId = options.Request?.OwnId ?? (ThreadLister.OwnId(procId) is var own and not 0 ? own : procId);
        var lister = new ThreadLister(options.ProcessId, procId, ownId);
        var stopper = new ThreadStopper(lister, options.Limits, findings);
        errno = stopper.Stop(options.Request?.WriterThreadId ?? 0);
        if (errno != 0)
        {
            return errno == LinuxCalls.NoSuchProcess ? LiveError.Gone : LiveError.Denied;
        }

        var memory = new ProcessMemory(options.ProcessId, procId);
        var mappings = ProcMaps.Read(ProcFile.Read($"/proc/{procId}/maps", options.Limits.MapsBytesMax), options.Limits);
        var vector = ProcFile.Read($"/proc/{procId}/auxv", 8192);
        var threads = Threads(options, stopper, layout, memory, findings);
        if (threads.Count == 0 || mappings.Count == 0)
        {
            var why = mappings.Count == 0 ? LiveError.Gone
                : stopper.Threads.Any(thread => thread.IsStopped) ? LiveError.UnsupportedArchitecture : LiveError.Busy;
            stopper.Dispose();
            memory.Dispose();
            return why;
        }

        process = new LiveProcess(stopper, memory, new ProcessSnapshot
        {
            Architecture = architecture,
            ProcessId = (uint)ownId,
            Memory = memory,
            Threads = threads,
            Modules = LiveModules.Find(mappings, memory, vector, options.Limits),
            Mappings = mappings,
            Signal = SignalOf(options.Request),
            AuxiliaryVector = vector,
            DynamicLinker = new DynamicLinkerReader(memory, 8, options.Limits).Read(vector),
            OperatingSystem = LinuxMachine.Name(),
            Secrets = LiveSecrets.Find(procId, options.Request?.Environment ?? 0, memory, options.Limits),
            ReportId = options.Request?.ReportId,
            Times = options.Request?.Times,
            ProcessorCount = System.Environment.ProcessorCount,
            LinuxFiles = LinuxMachine.Files(ProcFile.Read($"/proc/{procId}/status", StatusBytes), options.Request is null or { SignalNumber: 4 }),
            Findings = findings,
        });
        return LiveError.None;
    }

    /// <summary>Text at an address of the process, up to its NUL; empty when there is none.</summary>
    public string TextAt(ulong address)
    {
        Span<byte> bytes = stackalloc byte[CaptureLimits.MessageBytesMax];
        var length = address == 0 ? 0 : _memory.Read(address, bytes);
        var end = bytes[..length].IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes[..(end < 0 ? length : end)]).TrimEnd('\n');
    }

    /// <summary>What glibc said when it aborted (assert, a broken heap); empty when it did not.</summary>
    /// <param name="variable">Address of <c>__abort_msg</c>: a pointer to a size of 32 bits and the text.</param>
    public string AbortMessage(ulong variable) =>
        variable != 0 && _memory.TryReadUInt64(variable, out var message) && message != 0 ? TextAt(message + 4) : "";

    /// <summary>Lets the process go.</summary>
    public void Dispose()
    {
        _stopper.Dispose();
        _memory.Dispose();
    }

    // /proc may be that of another PID namespace: of a container's host, or the other way round.
    static int ProcIdOf(LiveOptions options) =>
        options.Request is { } request && ProcFile.Link("/proc/self") is { } self
            && self != System.Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? request.ProcId
            : options.ProcessId;

    static List<ThreadSnapshot> Threads(
        LiveOptions options, ThreadStopper stopper, CoreThreadLayout layout, ProcessMemory memory, List<Finding> findings)
    {
        var snapshots = new List<ThreadSnapshot>(stopper.Threads.Count);
        var procId = ProcIdOf(options);
        var subject = options.Request?.SubjectThreadId;
        foreach (var thread in stopper.Threads)
        {
            var name = ProcFile.Line($"/proc/{procId}/task/{thread.ProcId}/comm");
            var snapshot = options.Request is { } request && request.WriterThreadId == thread.Id
                ? SignalContext.Read(memory, request.Context, request.Tls, layout.Registers.Architecture, (uint)thread.Id, name)
                : thread.IsStopped ? TracedRegisters.Read(thread, layout, name) : null;
            if (snapshot is null)
            {
                findings.Add(new Finding("registers-unknown", $"Thread {thread.Id} has no registers; it is left out."));
            }
            else if (thread.Id == subject)
            {
                snapshots.Insert(0, snapshot);
            }
            else
            {
                snapshots.Add(snapshot);
            }
        }

        return snapshots;
    }

    static CrashSignal? SignalOf(CrashRequest? request) => request switch
    {
        null => null,
        { Kind: ReportKind.Crash } => new CrashSignal((uint)request.SubjectThreadId, request.SignalNumber, request.SignalCode, request.FaultAddress, 0),
        // Breakpad's way to say that nobody crashed.
        _ => new CrashSignal((uint)request.SubjectThreadId, -1, 0, 0, 0),
    };
}
