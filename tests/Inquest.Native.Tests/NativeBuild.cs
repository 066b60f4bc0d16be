using System.Diagnostics;
using Inquest.Testing;

namespace Inquest.Native.Tests;

/// <summary>libinquest with its harness, built once for all tests of this project.</summary>
public sealed class NativeBuild : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    /// <summary>Why nothing was built on this machine; null when it was.</summary>
    public string? Missing { get; private set; }

    /// <summary>The folder of the test programs.</summary>
    public string Tests { get; } = Path.Combine(ProjectTree.Root, "artifacts", "native", "tests");

    /// <summary>inquest-handler with inquest-waiter in the same folder: the shipped one, or the one built for debugging.</summary>
    public string Handler { get; } = new[]
    {
        Path.Combine(ProjectTree.Root, "dist", "inquest-handler"),
        Path.Combine(ProjectTree.Root, "artifacts", "bin", "Inquest.Handler", "debug", "inquest-handler"),
    }.FirstOrDefault(File.Exists, "inquest-handler");

    /// <summary>The command-line tool that walks stacks: the shipped one, or the one built for debugging; null when there is none.</summary>
    public static string? Inquest { get; } = new[]
    {
        Environment.GetEnvironmentVariable("INQUEST_BINARY") ?? "",
        Path.Combine(ProjectTree.Root, "dist", "inquest"),
        Path.Combine(ProjectTree.Root, "artifacts", "bin", "Inquest.Cli", "debug", "inquest"),
    }.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        var (code, output) = await RunAsync(Path.Combine(ProjectTree.Root, "eng", "build-native"), "--tests");
        if (code == 3)
        {
            Missing = output.Trim();
            return;
        }

        Assert.True(code == 0, output);
        PutHandlerTogether();
    }

    // Both programs lie in one folder, wherever that is.
    void PutHandlerTogether()
    {
        Assert.True(File.Exists(Handler), $"{Handler} is not built.");
        var waiter = Path.Combine(Path.GetDirectoryName(Handler)!, "inquest-waiter");
        if (!File.Exists(waiter))
        {
            File.Copy(Path.Combine(ProjectTree.Root, "artifacts", "native", "inquest-waiter"), waiter);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a program to its end; both of its outputs in one text.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }
}
