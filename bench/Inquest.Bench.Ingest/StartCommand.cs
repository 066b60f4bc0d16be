using System.Diagnostics;

namespace Inquest.Bench.Ingest;

/// <summary>Time from the start of the process until its first event is stored, an answer of 200 in between.</summary>
static class StartCommand
{
    public static async Task<int> RunAsync(string inquest, string folder, int rounds)
    {
        var project = await BenchProject.SetUpAsync(inquest, folder, "start");
        var body = RequestBody.Parse("envelope:3072");
        var (answered, stored) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            using var server = await ServerProcess.StartAsync(inquest, folder);
            using (var connection = new Connection(server.Address, project.EnvelopePath, body))
            {
                if (await connection.PostAsync(round) != 200)
                {
                    throw new InvalidOperationException("The first event was refused.");
                }
            }

            answered.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await server.WaitUntilDrainedAsync(pollMilliseconds: 2);
            stored.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            server.Kill();
        }

        answered.Sort();
        stored.Sort();
        Console.WriteLine(string.Create(null, $"rounds={rounds} answered: median={answered[rounds / 2]:F0} ms stored: median={stored[rounds / 2]:F0} ms max={stored[^1]:F0} ms"));
        return stored[rounds / 2] <= 1000 ? 0 : 1;
    }
}
