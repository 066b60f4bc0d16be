using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Inquest.Capture.Core;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest dev crash-me</c>: builds the sample, lets it die under gdb and turns the core into a minidump.</summary>
/// <remarks>
/// gdb writes the core itself (generate-core-file), so that neither core_pattern nor ulimit of the machine matters, and a
/// container without the right to change them does.
/// </remarks>
static class DevCrashMeCommand
{
    static readonly string[] Kinds =
    [
        "segv-null-member", "abort", "div-zero", "stack-overflow", "bad-jump", "wild-pointer", "trap", "uncaught-exception",
        "inline-chain", "in-thread",
    ];

    // The slowest kind, in-thread, takes half a second; a machine that builds at the same time ten.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "How to die: " + string.Join(", ", Kinds) + "." };
        kind.AcceptOnlyFromAmong(Kinds);
        var output = new Option<string?>("--output", "-o") { Description = "Where to write; crash-me-KIND.dmp by default." };
        var program = new Option<string?>("--program")
        {
            Description = "A crash-me that is already built; by default samples/crash-me/build makes it.",
        };
        var command = new Command("crash-me", "Crashes the sample program and prints the path of its minidump.")
        {
            kind, output, program,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(kind)!, parsed.GetValue(output), parsed.GetValue(program), cancellation));
        return command;
    }

    static async Task<int> RunAsync(string kind, string? output, string? program, CancellationToken cancellation)
    {
        program ??= await BuildAsync(cancellation);
        if (program is null)
        {
            return ExitCode.Failed;
        }

        output ??= $"crash-me-{kind}.dmp";
        var core = Path.Combine(Path.GetTempPath(), $"inquest-crash-me-{Environment.ProcessId}.core");
        try
        {
            var (_, log) = await StartAsync("gdb",
                ["-q", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-ex", "set confirm off", "-ex", "run",
                    "-ex", $"generate-core-file {core}", "-ex", "kill", "--args", Path.GetFullPath(program), kind], cancellation);
            if (!File.Exists(core))
            {
                await Console.Error.WriteLineAsync($"inquest: gdb wrote no core.\n{log}");
                return ExitCode.Failed;
            }

            var options = new CoreOptions { OperatingSystem = SystemName() };
            var isDone = DevCoreToMinidumpCommand.TryConvert(core, output, options, out var sentence);
            await Console.Error.WriteLineAsync(isDone ? sentence : $"inquest: {sentence}");
            if (!isDone)
            {
                return ExitCode.UnreadableInput;
            }

            Console.WriteLine(Path.GetFullPath(output));
            return ExitCode.Done;
        }
        finally
        {
            File.Delete(core);
        }
    }

    static async Task<string?> BuildAsync(CancellationToken cancellation)
    {
        if (FindBuildScript() is not { } script)
        {
            await Console.Error.WriteLineAsync(
                "inquest: no samples/crash-me/build here or above; give a built program with --program.");
            return null;
        }

        var (exit, text) = await StartAsync(script, [], cancellation);
        if (exit == 0)
        {
            return text.TrimEnd().Split('\n')[^1];
        }

        await Console.Error.WriteLineAsync($"inquest: {script} failed.\n{text}");
        return null;
    }

    static string? FindBuildScript()
    {
        foreach (var start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                var script = Path.Combine(folder, "samples", "crash-me", "build");
                if (File.Exists(script))
                {
                    return script;
                }
            }
        }

        return null;
    }

    // uname in Breakpad's order.
    static string SystemName() =>
        $"Linux {Environment.OSVersion.Version} {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    static async Task<(int Exit, string Text)> StartAsync(string file, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, $"{file} is not installed.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var text = await error + await output;
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, text);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (124, $"{file} did not end within {Patience.TotalSeconds} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
