using System.Collections.Concurrent;
using System.Globalization;

namespace Inquest.Bench.Ingest;

/// <summary>Kills the server under load again and again; then every acknowledged event must be stored exactly once.</summary>
static class KillCommand
{
    public static async Task<int> RunAsync(string inquest, string folder, int rounds)
    {
        var path = (await BenchProject.SetUpAsync(inquest, folder, "kill")).EnvelopePath;
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

        var stored = (await BenchProject.RunAsync("sqlite3", Path.Combine(folder, "inquest.db"), "select lower(hex(event_id)) from event"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var failed = int.Parse((await BenchProject.RunAsync("sqlite3", Path.Combine(folder, "inquest.db"), "select count(*) from event where state <> 'stored'")).Trim(), CultureInfo.InvariantCulture);
        var counted = (await BenchProject.RunAsync("sqlite3", Path.Combine(folder, "inquest.db"), "select sum(event_count) from issue")).Trim();
        var known = stored.GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var lost = acknowledged.Count(id => !known.ContainsKey(id));
        var twice = known.Count(entry => entry.Value > 1);
        var sum = int.Parse(counted, CultureInfo.InvariantCulture);
        Console.WriteLine($"rounds={rounds} acknowledged={acknowledged.Count} stored={stored.Length} lost={lost} twice={twice} counted={sum} failed={failed}");
        return lost == 0 && twice == 0 && failed == 0 && sum == stored.Length ? 0 : 1;
    }
}
