using System.Globalization;
using Inquest.Storage;

namespace Inquest.Server.Tests.Releases;

/// <summary>Sessions as clients send them, through the real server.</summary>
public sealed class SessionIngestTests
{
    const string Attributes = "\"attrs\":{\"release\":\"game@6.4.0\",\"environment\":\"production\",\"os\":\"Android\",\"os_version\":\"14\",\"device\":\"SM-S92x\",\"country\":\"de\"}";

    static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task One_row_for_each_session_whatever_order_its_updates_arrive_in()
    {
        await using var test = await TestServer.StartAsync();
        var sid = Guid.NewGuid();
        string[] updates =
        [
            Update(sid.ToString("D"), "ok", "\"init\":true,"),
            Update(sid.ToString("N"), "ok", "\"seq\":3,\"errors\":2,"),
            Update(sid.ToString("D").ToUpperInvariant(), "crashed", "\"seq\":5,"),
            Update(sid.ToString("N"), "exited", "\"seq\":9,"),
        ];
        // Backwards, twice over, and forwards.
        foreach (var update in updates.Reverse().Concat(updates.Reverse()).Concat(updates))
        {
            await SendAsync(test, update);
        }

        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM session"));
        Assert.Equal((1, 1, 0, 0), (Hour(test, "sessions"), Hour(test, "crashed"), Hour(test, "errored"), Hour(test, "uninitiated")));
        Assert.Equal((1, 1), (Hour(test, "users"), Hour(test, "crashed_users")));
        Assert.Equal("1 1 0", test.Text("SELECT users || ' ' || crashed_users || ' ' || anr_users FROM health_day WHERE segment_id = 0"));
        Assert.Equal(12, test.Outcomes("session", 0));
        Assert.Equal(
            "country=DE;device=SM-S92x;os=Android;os.version=Android 14",
            test.Text("SELECT group_concat(dimension || '=' || value, ';') FROM (SELECT * FROM health_segment ORDER BY dimension)"));
        Assert.Equal(4, test.Number("SELECT count(*) FROM health_hour WHERE segment_id <> 0 AND sessions = 1 AND crashed = 1 AND users = 1"));
    }

    [Fact]
    public async Task What_cannot_be_is_counted_under_its_reason_and_touches_no_rate()
    {
        await using var test = await TestServer.StartAsync();
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "ok", "", Now.AddDays(-31)));
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "ok", "", Now.AddHours(3)));
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "dancing", ""));
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "ok", "\"seq\":18446744073709551615,"));
        await SendAsync(test, "{\"type\":\"session\"}\n{\"started\":\"2026\"}\n");
        await SendAsync(test, "{\"type\":\"sessions\"}\n{\"aggregates\":[],\"attrs\":{\"release\":\"a\"}}\n");
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "ok", "\"init\":true,", Now.AddDays(-29)));
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM session"));
        Assert.Equal((1, 1, 4), (test.Outcomes("session", 3, "session_too_old"), test.Outcomes("session", 3, "session_in_future"), test.Outcomes("session", 3, "invalid_session")));
        Assert.Equal(0, test.Number("SELECT count(*) FROM health_hour WHERE sessions < 0 OR crashed < 0 OR crashed > sessions OR crashed_users > users"));
    }

    [Fact]
    public async Task A_clock_that_is_hours_off_is_put_right_by_the_time_of_sending()
    {
        await using var test = await TestServer.StartAsync();
        var sent = Now.AddHours(-5);
        await test.PostAsync(test.EnvelopePath, $"{{\"sent_at\":\"{sent:O}\"}}\n{Update(Guid.NewGuid().ToString("N"), "ok", "", sent.AddSeconds(-1))}");
        await test.DrainedAsync();
        Assert.InRange(test.Number("SELECT started FROM session"), Now.AddMinutes(-2).ToUnixTimeMilliseconds(), Now.AddMinutes(2).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_crash_report_joins_the_session_that_it_ended()
    {
        await using var test = await TestServer.StartAsync();
        var (first, second) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        // One report before its session, one after it, and one session that says itself that it crashed.
        await SendCrashAsync(test, first);
        await SendAsync(test, Update(first, "ok", "\"init\":true,"));
        await SendAsync(test, Update(second, "crashed", "\"init\":true,", user: "u2"));
        await SendCrashAsync(test, second);
        await SendAsync(test, Update(Guid.NewGuid().ToString("N"), "exited", "\"init\":true,", user: "u3"));
        await SendCrashAsync(test, null);
        await test.DrainedAsync();
        Assert.Equal((3, 2, 2, 0), (Hour(test, "sessions"), Hour(test, "crashed"), Hour(test, "reported"), Hour(test, "unconfirmed")));
        Assert.Equal((3, 2), (Hour(test, "users"), Hour(test, "crashed_users")));
        Assert.Equal(1, Hour(test, "loose"));
    }

    [Fact]
    public async Task Counts_that_a_server_added_up_are_added()
    {
        await using var test = await TestServer.StartAsync();
        await SendAsync(test, $"{{\"type\":\"sessions\"}}\n{{\"aggregates\":[{{\"started\":\"{Now.AddMinutes(-5):O}\",\"exited\":90,\"errored\":6,\"crashed\":4}}],\"attrs\":{{\"release\":\"api@2\"}}}}\n");
        await test.DrainedAsync();
        Assert.Equal((100, 4, 6, 100), (Hour(test, "sessions"), Hour(test, "crashed"), Hour(test, "errored"), Hour(test, "anonymous")));
    }

    [Fact]
    public async Task Sessions_that_an_earlier_version_kept_raw_are_folded_in()
    {
        await using var test = await TestServer.StartAsync();
        var json = Update(Guid.NewGuid().ToString("N"), "crashed", "\"init\":true,").Split('\n')[1];
        await test.StopAsync();
        using (var database = Database.Open(Path.Combine(test.Folder, "inquest.db")))
        {
            database.Write(connection => connection.Prepare("INSERT INTO session_raw (project_id, key_id, received_at, kind, payload) VALUES (1, 1, ?1, 'session', ?2)")
                .Bind(1, Now.ToUnixTimeMilliseconds()).Bind(2, System.Text.Encoding.UTF8.GetBytes(json).AsSpan()).Run(), durable: true);
        }

        await test.RestartFromStoppedAsync();
        await test.EventuallyAsync(() => test.Number("SELECT count(*) FROM session") == 1);
        Assert.Equal((1, 1, 0), (Hour(test, "sessions"), Hour(test, "crashed"), test.Number("SELECT count(*) FROM session_raw")));
    }

    static long Hour(TestServer test, string column) => test.Number($"SELECT sum({column}) FROM health_hour WHERE segment_id = 0");

    static async Task SendAsync(TestServer test, string items) => Assert.True((await test.PostAsync(test.EnvelopePath, "{}\n" + items)).IsSuccessStatusCode);

    static async Task SendCrashAsync(TestServer test, string? sid)
    {
        var context = sid is null ? "" : $",\"contexts\":{{\"inquest\":{{\"session\":\"{sid}\"}}}}";
        var json = "{\"platform\":\"native\",\"level\":\"fatal\",\"release\":\"game@6.4.0\",\"environment\":\"production\",\"exception\":{\"values\":[{\"type\":\"SIGSEGV\",\"mechanism\":{\"type\":\"signalhandler\",\"handled\":false}}]}" + context + "}";
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(TestServer.NewId(), json));
    }

    static string Update(string sid, string status, string extra, DateTimeOffset? started = null, string user = "u1")
    {
        var json = $"{{\"sid\":\"{sid}\",\"did\":\"{user}\",{extra}\"started\":\"{(started ?? Now.AddMinutes(-1)).ToString("O", CultureInfo.InvariantCulture)}\",\"status\":\"{status}\",{Attributes}}}";
        return $"{{\"type\":\"session\"}}\n{json}\n";
    }
}
