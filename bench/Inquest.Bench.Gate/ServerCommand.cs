using System.Diagnostics;
using System.Globalization;
using System.Text;
using Inquest.Storage.Releases;

namespace Inquest.Bench.Gate;

/// <summary>What the server makes of sessions: updates a second, time of a verdict, and a rollout with known truth at a faster clock.</summary>
static class ServerCommand
{
    public static async Task RunAsync(string what, int number)
    {
        switch (what)
        {
            case "updates":
                await UpdatesAsync(number, perEnvelope: 1);
                await UpdatesAsync(number * 5, perEnvelope: 20);
                break;
            case "verdict":
                await VerdictAsync(number);
                break;
            default:
                await RolloutAsync(.0018, .0018, number);
                await RolloutAsync(.0018, .006, number);
                break;
        }
    }

    static async Task UpdatesAsync(int updates, int perEnvelope)
    {
        await using var server = await ServerUnderTest.StartAsync();
        var dice = new Random(1);
        var now = DateTimeOffset.UtcNow;
        var envelopes = new string[updates / perEnvelope];
        for (var i = 0; i < envelopes.Length; i++)
        {
            var text = new StringBuilder("{}\n");
            for (var k = 0; k < perEnvelope; k++)
            {
                ServerUnderTest.Append(text, "game@6.4.0", "u" + dice.Next(100_000).ToString(CultureInfo.InvariantCulture), now.AddSeconds(-dice.Next(7200)), dice.Next(300) == 0 ? "crashed" : "exited", dice.Next(2) == 0 ? "14" : "15");
            }

            envelopes[i] = text.ToString();
        }

        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(envelopes, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (envelope, _) => await server.SendAsync(envelope));
        var answered = watch.Elapsed;
        await server.DrainedAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{perEnvelope,3} updates an envelope: durable {updates / answered.TotalSeconds:N0}/s, in rows and counters {updates / watch.Elapsed.TotalSeconds:N0}/s ({updates:N0} updates)"));
    }

    static async Task VerdictAsync(int sessions)
    {
        await using var server = await ServerUnderTest.StartAsync();
        var watch = Stopwatch.StartNew();
        Fill(server, sessions);
        var filled = watch.Elapsed;
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await server.GateAsync("game@2");
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sessions:N0} sessions folded in {filled.TotalSeconds:0} s ({sessions / filled.TotalSeconds:N0}/s); verdict p50 {times[100]:0.0} ms, p95 {times[190]:0.0} ms, worst {times[^1]:0.0} ms"));
    }

    // Fourteen days, forty places, two releases: what a gate looks at, whatever the number of sessions.
    static void Fill(ServerUnderTest server, int sessions)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var dice = new Random(1);
        const int batchSize = 20_000;
        for (var done = 0; done < sessions; done += batchSize)
        {
            server.Database.Write(connection =>
            {
                var batch = new SessionBatch(connection);
                for (var i = 0; i < batchSize; i++)
                {
                    var hour = dice.Next(14 * 24);
                    var sid = new byte[16];
                    dice.NextBytes(sid);
                    batch.Add(new SessionFact
                    {
                        ProjectId = server.Project,
                        Sid = sid,
                        Release = hour < 72 && dice.Next(3) == 0 ? "game@2" : "game@1",
                        Environment = "production",
                        User = dice.NextInt64(500_000),
                        Started = now - (hour * 3_600_000L),
                        Class = dice.Next(500) == 0 ? SessionClass.Crashed : SessionClass.Healthy,
                        Seen = SessionSeen.Update | SessionSeen.Begun,
                        Place = new SessionPlace("Android", (10 + dice.Next(6)).ToString(CultureInfo.InvariantCulture), "device " + dice.Next(40).ToString(CultureInfo.InvariantCulture), "", "DE"),
                    });
                }

                batch.Flush();
            });
        }
    }

    /// <summary>Two days of the predecessor, then a day of both: every hour's sessions are sent, then the gate is asked.</summary>
    static async Task RolloutAsync(double baseline, double rate, int usersPerHour)
    {
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        var clock = new SimulatedClock(start);
        await using var server = await ServerUnderTest.StartAsync(clock);
        var dice = new Random(7);
        var users = 0L;
        for (var hour = 0; hour < 72; hour++)
        {
            var now = start.AddHours(hour).AddMinutes(50);
            clock.Set(now);
            var share = hour < 48 ? 0 : hour < 52 ? .05 : hour < 58 ? .2 : .5;
            var fresh = (int)(usersPerHour * share);
            users += fresh;
            await HourAsync(server, dice, "game@2", fresh, rate, now);
            await HourAsync(server, dice, "game@1", usersPerHour - fresh, baseline, now);
            await server.DrainedAsync();
            if (hour < 48)
            {
                continue;
            }

            var gate = await server.GateAsync("game@2");
            if (gate.GetProperty("verdict").GetString() == "halt" || hour == 71)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"release {100 * (1 - rate):0.00} % beside {100 * (1 - baseline):0.00} %: {gate.GetProperty("verdict").GetString()} after {hour - 47} simulated hours and {users:N0} users, {gate.GetProperty("reasons")[0].GetProperty("what").GetString()}"));
                return;
            }
        }
    }

    static async Task HourAsync(ServerUnderTest server, Random dice, string release, int users, double rate, DateTimeOffset now)
    {
        var envelopes = new List<string>();
        for (var user = 0; user < users;)
        {
            var text = new StringBuilder("{}\n");
            for (var k = 0; k < 50 && user < users; k++, user++)
            {
                ServerUnderTest.Append(
                    text, release, "u" + dice.Next(10_000_000).ToString(CultureInfo.InvariantCulture), now.AddSeconds(-dice.Next(2_400)), dice.NextDouble() < rate ? "crashed" : "exited",
                    dice.Next(2) == 0 ? "14" : "15");
            }

            envelopes.Add(text.ToString());
        }

        await Parallel.ForEachAsync(envelopes, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (envelope, _) => await server.SendAsync(envelope));
    }
}
