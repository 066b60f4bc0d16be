using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Inquest.Bench.Ingest;

/// <summary>Kills the server under load again and again; then every acknowledged event must be stored exactly once.</summary>
static class KillCommand
{
    public static async Task<int> RunAsync(string inquest, string folder, int rounds)
    {
        var setup = await RunAsync(inquest, "server", "setup", "--data", folder, "--organization", "Bench", "--project", "kill", "--email", "bench@inquest.example", "--print-env");
        var key = Value(setup, "INQUEST_DSN_KEY");
        var project = Value(setup, "INQUEST_PROJECT");
        var path = $"/api/{project}/envelope/?sentry_key={key}";
        var body = RequestBody.Parse("envelope:3072");
        var acknowledged = new ConcurrentBag<string>();
        var random = 12345u;
        for (var round = 0; round < rounds; round++)
        {
            using var server = await ServerProcess.StartAsync(inquest, folder);
            using var stop = new CancellationTokenSource();
            var load = Enumerable.Range(0, 16).Select(index => Task.Run(async () =>
            {
                using var connection = new Connection(server.Address, path, body);
                for (var i = index; !stop.IsCancellationRequested; i += 16)
                {
                    var status = await connection.PostAsync(i % 500);
                    if (status == 200)
                    {
                        acknowledged.Add(connection.LastId);
                    }
                    else
                    {
                        break;
                    }
                }
            })).ToArray();
            random = (random * 1664525) + 1013904223;
            await Task.Delay(100 + (int)(random % 600));
            server.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }

        using (var last = await ServerProcess.StartAsync(inquest, folder))
        {
            await last.WaitUntilDrainedAsync();
            last.Kill();
        }

        var stored = (await RunAsync("sqlite3", Path.Combine(folder, "inquest.db"), "select lower(hex(event_id)) from event"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var counted = (await RunAsync("sqlite3", Path.Combine(folder, "inquest.db"), "select sum(event_count) from issue")).Trim();
        var known = stored.GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var lost = acknowledged.Count(id => !known.ContainsKey(id));
        var twice = known.Count(entry => entry.Value > 1);
        var sum = int.Parse(counted, CultureInfo.InvariantCulture);
        Console.WriteLine($"rounds={rounds} acknowledged={acknowledged.Count} stored={stored.Length} lost={lost} twice={twice} counted={sum}");
        return lost == 0 && twice == 0 && sum == stored.Length ? 0 : 1;
    }

    static string Value(string text, string name) =>
        text.Split('\n').Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..].Trim('\'', '"', '\r');

    static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
    }
}
