using System.Diagnostics;

namespace Inquest.Bench.Ingest;

/// <summary>A project that was set up in a data folder of its own.</summary>
/// <param name="EnvelopePath">Path and query to send envelopes to.</param>
sealed record BenchProject(string EnvelopePath)
{
    public static async Task<BenchProject> SetUpAsync(string inquest, string folder, string name)
    {
        var setup = await RunAsync(
            inquest, "server", "setup", "--data", folder, "--organization", "Bench", "--project", name, "--email", "bench@inquest.example", "--print-env");
        return new BenchProject($"/api/{Value(setup, "INQUEST_PROJECT")}/envelope/?sentry_key={Value(setup, "INQUEST_DSN_KEY")}");
    }

    /// <summary>Runs a program to its end and returns what it wrote.</summary>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
    }

    static string Value(string text, string name) =>
        text.Split('\n').Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..].Trim('\'', '"', '\r');
}
