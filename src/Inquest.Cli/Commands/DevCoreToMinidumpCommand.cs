using System.CommandLine;
using Inquest.Capture;
using Inquest.Capture.Core;
using Inquest.Capture.Minidump;
using Inquest.Formats;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest dev core-to-minidump</c>.</summary>
static class DevCoreToMinidumpCommand
{
    public static Command Create()
    {
        var core = new Argument<string>("core") { Description = "An ELF core, from the kernel or from gdb." };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write; CORE with .dmp by default." };
        var executable = new Option<string?>("--executable")
        {
            Description = "The program that dumped core, when it is no longer where it ran.",
        };
        var system = new Option<string?>("--os-version")
        {
            Description = "What uname -a said on the machine that wrote the core; a core does not say.",
        };
        var command = new Command("core-to-minidump", "Turns a Linux core into a minidump.") { core, output, executable, system };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(core)!, parsed.GetValue(output), new CoreOptions
        {
            ExecutablePath = parsed.GetValue(executable),
            OperatingSystem = parsed.GetValue(system) ?? "",
        })));
        return command;
    }

    static int Run(string corePath, string? outputPath, CoreOptions options)
    {
        outputPath ??= Path.ChangeExtension(corePath, ".dmp");
        if (!TryConvert(corePath, outputPath, options, out var sentence))
        {
            Console.Error.WriteLine($"inquest: {sentence}");
            return ExitCode.UnreadableInput;
        }

        Console.Error.WriteLine(sentence);
        Console.WriteLine(outputPath);
        return ExitCode.Done;
    }

    /// <summary>Converts and says in one sentence what came of it.</summary>
    internal static bool TryConvert(string corePath, string outputPath, CoreOptions options, out string sentence)
    {
        using var bytes = MappedFileBytes.TryOpen(corePath, out var reason);
        if (bytes is null)
        {
            sentence = $"{corePath} cannot be read: {reason}";
            return false;
        }

        var error = CoreDump.TryOpen(bytes, options, out var dump);
        if (error != CoreError.None)
        {
            sentence = $"{corePath} {Explain(error)}";
            return false;
        }

        using (dump)
        {
            using var file = File.Create(outputPath);
            if (!OperatingSystem.IsWindows())
            {
                // The core may hold what other users must not read; so does the dump.
                File.SetUnixFileMode(outputPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            MinidumpWriter.Write(dump!.Snapshot, file);
            sentence = Describe(dump.Snapshot, file.Length);
            return true;
        }
    }

    static string Describe(ProcessSnapshot snapshot, long size)
    {
        var signal = snapshot.Signal is { } s ? $"signal {s.Number} in thread {s.ThreadId}" : "no signal";
        return $"{snapshot.Threads.Count} threads, {snapshot.Modules.Count} modules, {signal}; {size} bytes"
            + string.Concat(snapshot.Findings.Select(finding => $"\n  {finding.Code}  {finding.Detail}"));
    }

    static string Explain(CoreError error) => error switch
    {
        CoreError.NotElf => "is not an ELF file.",
        CoreError.NotCore => "is an ELF file but not a core.",
        CoreError.UnsupportedArchitecture => "is a core of a processor that is not supported (x86, x86-64, arm and arm64 are).",
        CoreError.NoThreads => "has no threads; it was cut before its notes.",
        _ => "cannot be read.",
    };
}
