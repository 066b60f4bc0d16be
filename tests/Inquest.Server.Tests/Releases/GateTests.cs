using System.Text.Json;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Server.Tests.Releases;

/// <summary>The gate over a real server's counters.</summary>
public sealed class GateTests
{
    [Fact]
    public async Task An_unknown_release_and_one_without_a_predecessor_are_told_what_is_missing()
    {
        await using var test = await TestServer.StartAsync();
        var unknown = await GateAsync(test, "nothing@1");
        Assert.Equal(("insufficient_data", "unknown"), (Text(unknown, "verdict"), Text(unknown, "state")));
        Assert.Equal("unknown_release", unknown.GetProperty("reasons")[0].GetProperty("code").GetString());
        Fill(test, "game@1", hours: 40, users: 50, crashEvery: 0);
        var first = await GateAsync(test, "game@1");
        Assert.Equal("no_baseline", first.GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.NotEqual("", first.GetProperty("reasons")[0].GetProperty("next").GetString());
    }

    [Fact]
    public async Task A_release_that_crashes_five_times_as_often_is_halted_with_its_segment_and_stays_so()
    {
        await using var test = await TestServer.StartAsync();
        Fill(test, "game@6.3.2", hours: 240, users: 60, crashEvery: 250);
        Fill(test, "game@6.4.0", hours: 24, users: 60, crashEvery: 40);
        var gate = await GateAsync(test, "game@6.4.0");
        Assert.Equal(("halt", "halted", "game@6.3.2"), (Text(gate, "verdict"), Text(gate, "state"), Text(gate, "baseline")));
        Assert.InRange(gate.GetProperty("metrics").GetProperty("worseEvidence").GetDouble(), 100, double.MaxValue);
        Assert.True(gate.GetProperty("metrics").GetProperty("crashFree").GetProperty("total").GetDouble() > 500);
        Assert.Equal("halt", Text(await GateAsync(test, "game@6.4.0"), "verdict"));
        // One decision, however often it is looked at, and it can be made again.
        Assert.Equal(1, test.Number("SELECT count(*) FROM gate_decision"));
        var replay = await JsonAsync(test, $"/api/v1/projects/{test.Project}/gate/decisions/1");
        Assert.Equal("halt", Text(replay, "replayedVerdict"));
        Assert.True(replay.GetProperty("input").GetProperty("evidence").GetProperty("bins").GetArrayLength() > 0);
        Assert.Equal("game@6.3.2", replay.GetProperty("figures").GetProperty("baseline").GetString());

        // A person overrides it, with a reason; then the gate obeys again.
        Assert.Equal(422, await ActAsync(test, "game@6.4.0", "{\"action\":\"override\"}"));
        Assert.Equal(200, await ActAsync(test, "game@6.4.0", "{\"action\":\"override\",\"note\":\"payment outage, not ours\"}"));
        Assert.Equal(("pass", "overridden"), Words(await GateAsync(test, "game@6.4.0")));
        Assert.Equal(200, await ActAsync(test, "game@6.4.0", "{\"action\":\"resume\"}"));
        Assert.Equal(("halt", "halted"), Words(await GateAsync(test, "game@6.4.0")));
        Assert.Contains("payment outage", await test.Client.GetStringAsync($"/api/v1/projects/{test.Project}/releases/game@6.4.0/gate/decisions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_release_advances_when_its_step_has_lasted()
    {
        await using var test = await TestServer.StartAsync();
        Fill(test, "game@1.0.0", hours: 72, users: 400, crashEvery: 300);
        Fill(test, "game@1.1.0", hours: 24, users: 400, crashEvery: 500);
        var gate = await GateAsync(test, "game@1.1.0");
        Assert.Equal("pass", Text(gate, "verdict"));
        Assert.Equal(.05, gate.GetProperty("share").GetDouble());
        Assert.Equal("advancing", Text(gate, "state"));
    }

    [Fact]
    public async Task Flagger_is_answered_by_status()
    {
        await using var test = await TestServer.StartAsync();
        Fill(test, "game@6.3.2", hours: 240, users: 60, crashEvery: 250);
        Fill(test, "game@6.4.0", hours: 24, users: 60, crashEvery: 40);
        Assert.Equal(410, await FlaggerAsync(test, "game@6.4.0", test.Token));
        Assert.Equal(409, await FlaggerAsync(test, "game@9", test.Token));
        Assert.Equal(401, await FlaggerAsync(test, "game@6.4.0", "wrong"));
    }

    [Fact]
    public async Task Releases_have_rates_with_everything_they_are_made_of()
    {
        await using var test = await TestServer.StartAsync();
        Fill(test, "game@6.3.2", hours: 100, users: 60, crashEvery: 250);
        var list = await JsonAsync(test, $"/api/v1/projects/{test.Project}/releases?hours=200");
        var release = list.GetProperty("items")[0];
        Assert.Equal(6000, release.GetProperty("crashFreeSessions").GetProperty("total").GetDouble());
        Assert.Equal(24, release.GetProperty("crashFreeSessions").GetProperty("crashed").GetDouble());
        Assert.Equal("unsampled", Text(release.GetProperty("crashFreeSessions"), "sampling"));
        Assert.InRange(release.GetProperty("crashFreeUsers").GetProperty("low").GetDouble(), .9, release.GetProperty("crashFreeUsers").GetProperty("value").GetDouble());
        var one = await JsonAsync(test, $"/api/v1/projects/{test.Project}/releases/game@6.3.2");
        Assert.Equal("Android", one.GetProperty("segments").EnumerateArray().Single(segment => Text(segment, "dimension") == "os").GetProperty("value").GetString());
        var slo = await JsonAsync(test, $"/api/v1/projects/{test.Project}/slo");
        Assert.Equal(3, slo.GetProperty("burns").GetArrayLength());
        Assert.Equal("game@6.3.2", slo.GetProperty("releases")[0].GetProperty("name").GetString());
        Assert.Equal(0, (await JsonAsync(test, $"/api/v1/projects/{test.Project}/health/findings")).GetProperty("items").GetArrayLength());
    }

    static void Fill(TestServer test, string release, int hours, int users, int crashEvery)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        test.Database.Write(connection =>
        {
            var batch = new SessionBatch(connection);
            var count = 0;
            for (var hour = hours - 1; hour >= 0; hour--)
            {
                for (var user = 0; user < users; user++)
                {
                    count++;
                    batch.Add(new SessionFact
                    {
                        ProjectId = test.Project,
                        Sid = Guid.NewGuid().ToByteArray(),
                        Release = release,
                        Environment = "production",
                        User = UserHash.OfId($"{release} {hour * 7919 % 97} {user}"),
                        Started = now - (hour * UnixTime.MillisecondsPerHour),
                        Class = crashEvery > 0 && count % crashEvery == 0 ? SessionClass.Crashed : SessionClass.Healthy,
                        Seen = SessionSeen.Update | SessionSeen.Begun,
                        Place = new SessionPlace("Android", user % 2 == 0 ? "14" : "15", "", "", ""),
                    });
                }
            }

            batch.Flush();
        });
    }

    static (string?, string?) Words(JsonElement gate) => (Text(gate, "verdict"), Text(gate, "state"));

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    static Task<JsonElement> GateAsync(TestServer test, string release) => JsonAsync(test, $"/api/v1/projects/{test.Project}/releases/{release}/gate");

    static async Task<JsonElement> JsonAsync(TestServer test, string path)
    {
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        return JsonElement.Parse(await test.Client.GetStringAsync(path));
    }

    static async Task<int> ActAsync(TestServer test, string release, string body) => (int)(await test.Client.PostAsync(
        $"/api/v1/projects/{test.Project}/releases/{release}/gate", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).StatusCode;

    static async Task<int> FlaggerAsync(TestServer test, string release, string token)
    {
        using var client = new HttpClient { BaseAddress = test.Client.BaseAddress };
        var body = $"{{\"name\":\"game\",\"namespace\":\"prod\",\"phase\":\"Progressing\",\"metadata\":{{\"release\":\"{release}\",\"token\":\"{token}\"}}}}";
        using var answer = await client.PostAsync($"/api/v1/projects/{test.Project}/gate/flagger", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        return (int)answer.StatusCode;
    }
}
