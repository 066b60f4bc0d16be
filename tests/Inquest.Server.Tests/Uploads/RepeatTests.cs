using System.Net;
using static Inquest.Server.Tests.Uploads.UploadCaller;

namespace Inquest.Server.Tests.Uploads;

public sealed class RepeatTests
{
    static string Labels(string user, string fingerprint) =>
        $"\"user_hash\":\"{UserHash(user)}\",\"signature_hint\":\"{fingerprint}\",\"release\":\"game@1.0\"";

    [Fact]
    public async Task The_fourth_crash_of_a_user_is_counted_and_not_uploaded()
    {
        await using var test = await TestServer.StartAsync();
        var uploaded = 0;
        for (var i = 0; i < 5; i++)
        {
            uploaded += await SendAsync(test, TestServer.NewId(), Dump(), Labels("u1", "game+1234")) ? 1 : 0;
        }

        uploaded += await SendAsync(test, TestServer.NewId(), Dump(), Labels("u2", "game+1234")) ? 1 : 0;
        uploaded += await SendAsync(test, TestServer.NewId(), Dump(0x405678), Labels("u1", "game+5678")) ? 1 : 0;
        Assert.Equal(5, uploaded);
        await test.DrainedAsync();
        await test.EventuallyAsync(() => test.Number("SELECT count(*) FROM waiting_copy") == 0 && test.Number("SELECT sum(event_count) FROM issue") == 7);
        // Six of one issue, of two people, and one of the other.
        Assert.Equal(6, test.Number("SELECT max(event_count) FROM issue"));
        Assert.Equal(2, test.Number("SELECT user_count FROM issue ORDER BY event_count DESC"));
        Assert.Equal(7, test.Number("SELECT event_count FROM release WHERE version = 'game@1.0'"));
        Assert.Equal(2, test.Outcomes("error", 1, "fingerprint_reservoir"));
        Assert.Equal(5, test.Outcomes("error", 0));
        var expected = Storage.Events.UserHash.OfHashedId(Storage.Events.UserHash.HashedIdPrefix + UserHash("u1"));
        Assert.Equal(Storage.Events.UserHash.Of(new Inquest.Reports.ReportUser("u1", null, null, null, null)), expected);
        Assert.Equal(6, test.Number($"SELECT count(*) FROM event WHERE user_hash = {expected}"));
    }

    [Fact]
    public async Task The_limit_outlives_a_restart_and_a_retry_costs_nothing()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        for (var i = 0; i < 5; i++)
        {
            Assert.False((await AskAsync(test, id, 100, Labels("u1", "game+1234"))).TryGetProperty("skip", out _));
        }

        await SendAsync(test, id, Dump(), Labels("u1", "game+1234"));
        await SendAsync(test, TestServer.NewId(), Dump(), Labels("u1", "game+1234"));
        await SendAsync(test, TestServer.NewId(), Dump(), Labels("u1", "game+1234"));
        await test.DrainedAsync();
        await test.RestartAsync();
        Assert.False(await SendAsync(test, TestServer.NewId(), Dump(), Labels("u1", "game+1234")));
    }

    [Fact]
    public async Task Copies_that_a_client_counted_are_added_once()
    {
        await using var test = await TestServer.StartAsync();
        await SendAsync(test, TestServer.NewId(), Dump(), Labels("u1", "game+1234"));
        var id = TestServer.NewId();
        for (var i = 0; i < 3; i++)
        {
            var answer = await AskAsync(test, id, 0, Labels("u1", "game+1234") + ",\"count\":7");
            Assert.True(answer.GetProperty("skip").GetBoolean());
            await test.DrainedAsync();
        }

        await test.EventuallyAsync(() => test.Number("SELECT sum(event_count) FROM issue") == 8);
        Assert.Equal(1, test.Number("SELECT count(*) FROM issue"));
        Assert.Equal(7, test.Outcomes("error", 1, "fingerprint_reservoir"));
    }

    [Fact]
    public async Task Only_who_asks_far_too_often_is_sent_away()
    {
        await using var test = await TestServer.StartAsync(change: options => options with { UploadLimits = new() { RequestsPerUserMinute = 5 } });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await PostAsync(test, "/api/crash/signed-url", $$"""{"size":10,"user_hash":"{{UserHash("loud")}}"}""")).Status);
        }

        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.TooManyRequests), 2, 7);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(test, "/api/crash/signed-url", $$"""{"size":10,"user_hash":"{{UserHash("quiet")}}"}""")).Status);
        await test.EventuallyAsync(() => test.Outcomes("error", 4, "upload_requests") > 0);
    }

    [Theory]
    [InlineData("""{"size":0}""", 400)]
    [InlineData("""{"size":10,"crashId":"../../etc"}""", 400)]
    [InlineData("""{"size":10,"user_hash":"abc"}""", 400)]
    [InlineData("""{"size":10,"sha256":"abc"}""", 400)]
    [InlineData("""{"size":10,"kind":"exe"}""", 400)]
    [InlineData("""{"count":5}""", 400)]
    [InlineData("""[]""", 400)]
    public async Task A_request_that_makes_no_sense_says_why(string json, int status)
    {
        await using var test = await TestServer.StartAsync();
        var (answered, body) = await PostAsync(test, "/api/crash/signed-url", json);
        Assert.Equal(status, (int)answered);
        Assert.NotEqual("", body.GetProperty("detail").GetString());
        Assert.Equal(401, (int)(await test.PostAsync("/api/crash/signed-url", json)).StatusCode);
        Assert.Equal(403, (int)(await PostAsync(test, "/api/crash/signed-url", json, new string('c', 32))).Status);
    }
}
