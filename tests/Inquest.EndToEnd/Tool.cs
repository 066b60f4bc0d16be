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

    static readonly Lazy<Task> NodeClients = new(InstallAsync);

    /// <summary>Installs the npm clients of the lock file, once for all tests: they run side by side, and an install begins by removing what is there.</summary>
    public static Task InstallNodeClientsAsync() => NodeClients.Value;

    static async Task InstallAsync()
    {
        // Written last by npm: a folder alone may be that of an install that was cut off.
        if (!File.Exists(Path.Combine(ClientsFolder, "node_modules", ".package-lock.json")))
        {
            var installed = await RunAsync("npm", ["ci", "--prefix", ClientsFolder, "--no-audit", "--no-fund"]);
            Assert.True(installed.ExitCode == 0, installed.Errors);
        }
    }
}
