using System.Diagnostics;
using Inquest.Testing;

namespace Inquest.EndToEnd;

/// <summary>Runs a program of somebody else's to its end, with a bound.</summary>
static class Tool
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public sealed record Result(int ExitCode, string Output, string Errors);

    public static string ClientsFolder { get; } = Path.Combine(ProjectTree.Root, "tests", "Inquest.EndToEnd", "clients");

    public static async Task<Result> RunAsync(string file, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new Result(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Installs the npm clients of the lock file once.</summary>
    public static async Task InstallNodeClientsAsync()
    {
        if (!Directory.Exists(Path.Combine(ClientsFolder, "node_modules", "@sentry", "node")))
        {
            var installed = await RunAsync("npm", ["ci", "--prefix", ClientsFolder, "--no-audit", "--no-fund"]);
            Assert.True(installed.ExitCode == 0, installed.Errors);
        }
    }
}
