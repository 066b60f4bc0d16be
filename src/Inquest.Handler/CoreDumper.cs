using Inquest.Capture.ClientMemory;
using Inquest.Capture.Core;
using Inquest.Capture.Live;
using Inquest.Capture.Minidump;
using Inquest.Formats;

namespace Inquest.Handler;

/// <summary><c>inquest-handler --core FILE</c>, and <c>--core -</c> behind a pipe in kernel.core_pattern.</summary>
static class CoreDumper
{
    const string StandardInput = "-";

    public static int Run(string path, string? executable, ReportTarget target)
    {
        if (target.Complaint is { } complaint)
        {
            Console.Error.WriteLine($"inquest-handler: {complaint}");
            return HandlerExitCode.Usage;
        }

        if (path != StandardInput)
        {
            return Convert(path, path, executable, target);
        }

        var piped = Path.Combine(target.Database ?? Path.GetTempPath(), $"core-{Guid.NewGuid():N}.tmp");
        try
        {
            Save(piped);
            return Convert(piped, "the core on standard input", executable, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"inquest-handler: the core could not be kept: {e.Message}");
            return HandlerExitCode.Failed;
        }
        finally
        {
            File.Delete(piped);
        }
    }

    // A core is read here and there, which a pipe cannot be.
    static void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var input = Console.OpenStandardInput();
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var part = new byte[1 << 20];
        for (int got; file.Length < HandlerLimits.PipedCoreBytesMax && (got = input.Read(part)) > 0;)
        {
            file.Write(part, 0, got);
        }
    }

    static int Convert(string path, string name, string? executable, ReportTarget target)
    {
        using var bytes = MappedFileBytes.TryOpen(path, out var reason);
        if (bytes is null)
        {
            Console.Error.WriteLine($"inquest-handler: {name} cannot be read: {reason}");
            return HandlerExitCode.UnreadableInput;
        }

        var error = CoreDump.TryOpen(bytes, new CoreOptions { ExecutablePath = executable }, out var core);
        if (error != CoreError.None)
        {
            Console.Error.WriteLine($"inquest-handler: {name} {Explain(error)}");
            return HandlerExitCode.UnreadableInput;
        }

        using (core)
        {
            var snapshot = core!.Snapshot;
            var dump = MinidumpWriter.Plan(snapshot, new MinidumpWriterOptions { HideHomes = true });
            var client = ClientInfoFinder.Find(snapshot) ?? new ClientInfo();
            var facts = new ReportFacts
            {
                Id = Guid.NewGuid(),
                Kind = snapshot.Signal is null ? ReportKind.Request : ReportKind.Crash,
                Time = TimeProvider.System.GetUtcNow(),
                Client = target.Release is { } release ? client with { Release = release } : client,
                SignalNumber = snapshot.Signal?.Number ?? 0,
                SignalCode = snapshot.Signal?.Code ?? 0,
                Address = snapshot.Signal?.Address ?? 0,
                ProcessId = snapshot.ProcessId,
                ThreadId = snapshot.Signal?.ThreadId ?? snapshot.Threads[0].Id,
            };
            return target.Write(dump, facts, Path.ChangeExtension(path == name ? path : "core", ".dmp"));
        }
    }

    static string Explain(CoreError error) => error switch
    {
        CoreError.NotElf => "is not an ELF file.",
        CoreError.NotCore => "is an ELF file but not a core.",
        CoreError.UnsupportedArchitecture => "is of a processor that is not supported (x86, x86-64, arm and arm64 are).",
        CoreError.NoThreads => "has no threads; it was cut before its notes.",
        _ => "cannot be read.",
    };
}
