using System.Diagnostics;

namespace Inquest.Bench.Ingest;

/// <summary>Posts for a while over several connections and prints rate and latency as one line.</summary>
static class LoadCommand
{
    public static async Task<int> RunAsync(Uri server, string path, RequestBody body, int connections, TimeSpan duration)
    {
        var latencies = new List<double>[connections];
        var statuses = new Dictionary<int, int>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(index => Task.Run(async () =>
        {
            var mine = latencies[index] = new List<double>(1 << 16);
            using var connection = new Connection(server, path, body);
            for (var i = index; Stopwatch.GetElapsedTime(started) < duration; i += connections)
            {
                var at = Stopwatch.GetTimestamp();
                var status = await connection.PostAsync(i % 500);
                mine.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                lock (statuses)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                }

                if (status == 0)
                {
                    break;
                }
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = latencies.SelectMany(list => list).Order().ToArray();
        Console.WriteLine(string.Create(null,
            $"requests={all.Length} rate={all.Length / seconds:F0} p50={all[all.Length / 2]:F2} p99={all[all.Length * 99 / 100]:F2} max={all[^1]:F1} statuses={string.Join(',', statuses.Select(s => $"{s.Key}x{s.Value}"))}"));
        return statuses.Keys.All(status => status == 200) ? 0 : 1;
    }
}
