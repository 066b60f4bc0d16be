using System.Text.Json;
using Inquest.Testing;

namespace Inquest.EndToEnd;

/// <summary>The recipes of samples/sampling in the real SDKs: what they leave out is told, so that every event is accounted for.</summary>
public sealed class SamplingRecipeTests(ShippedServer server) : IClassFixture<ShippedServer>
{
    const string Python = "/usr/bin/python3";

    static string Recipes { get; } = Path.Combine(ProjectTree.Root, "samples", "sampling");

    [Fact]
    public async Task Node_sends_the_first_of_each_bug_and_all_fatal_ones_and_tells_what_it_left_out()
    {
        Assert.SkipUnless(ShippedServer.IsBuilt, "dist/inquest is not built: run eng/build");
        await Tool.InstallNodeClientsAsync();
        var before = await SumsAsync();
        var run = await Tool.RunAsync("node", [Path.Combine(Tool.ClientsFolder, "sampled.cjs"), server.Dsn, Path.Combine(Recipes, "inquest-sampling.cjs")]);
        Assert.True(run.ExitCode == 0, run.Errors);
        await CheckAsync(int.Parse(run.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture), before, "the shelf is full", "the till is on fire");
    }

    [Fact]
    public async Task Python_sends_the_first_of_each_bug_and_all_fatal_ones_and_tells_what_it_left_out()
    {
        Assert.SkipUnless(ShippedServer.IsBuilt, "dist/inquest is not built: run eng/build");
        var there = await Tool.RunAsync(Python, ["-c", "import sentry_sdk"]);
        Assert.SkipUnless(there.ExitCode == 0, "the Sentry SDK for Python is not installed: apt-get install python3-sentry-sdk");
        var before = await SumsAsync();
        var run = await Tool.RunAsync(Python, [Path.Combine(Tool.ClientsFolder, "sampled.py"), server.Dsn, Recipes]);
        Assert.True(run.ExitCode == 0, run.Errors);
        await CheckAsync(int.Parse(run.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture), before, "list index out of range", "the safe is open");
    }

    async Task CheckAsync(int given, (long Accepted, long Discarded) before, string flood, string fatal)
    {
        Assert.Equal(213, given);
        await server.IssueAsync(fatal);
        var (accepted, discarded) = (0L, 0L);
        for (var attempt = 0; attempt < 200 && accepted + discarded < given; attempt++)
        {
            await Task.Delay(100);
            var now = await SumsAsync();
            (accepted, discarded) = (now.Accepted - before.Accepted, now.Discarded - before.Discarded);
        }

        // 5 of the flood, 3 rare ones, 10 fatal ones; the other 195 are counted by the client.
        Assert.Equal((18, 195), (accepted, discarded));
        Assert.Equal(5, (await server.IssueAsync(flood)).GetProperty("events").GetInt64());
        Assert.Equal(10, (await server.IssueAsync(fatal)).GetProperty("events").GetInt64());
    }

    async Task<(long Accepted, long Discarded)> SumsAsync()
    {
        using var outcomes = await server.JsonAsync("api/v1/projects/1/outcomes");
        return (Sum(outcomes, "accepted"), Sum(outcomes, "client_discard"));
    }

    static long Sum(JsonDocument outcomes, string outcome) => outcomes.RootElement.GetProperty("items").EnumerateArray()
        .Where(row => row.GetProperty("outcome").GetString() == outcome && row.GetProperty("category").GetString() == "error")
        .Sum(row => row.GetProperty("quantity").GetInt64());
}
