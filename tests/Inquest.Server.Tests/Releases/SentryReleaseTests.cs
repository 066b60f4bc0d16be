using System.Net;
using System.Text;
using System.Text.Json;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Server.Tests.Releases;

/// <summary>The addresses that sentry-cli and release scripts use.</summary>
public sealed class SentryReleaseTests
{
    [Fact]
    public async Task A_release_is_made_finished_deployed_listed_and_deleted()
    {
        await using var test = await TestServer.StartAsync();
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        const string releases = "/api/0/organizations/acme/releases/";
        using var made = await SendAsync(test, "POST", releases, "{\"version\":\"game@1.0.0\",\"projects\":[\"game\"],\"url\":\"https://ci.example/1\"}");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var release = JsonElement.Parse(await made.Content.ReadAsStringAsync());
        Assert.Equal(("game@1.0.0", "1.0.0", "game"), (
            release.GetProperty("version").GetString(), release.GetProperty("shortVersion").GetString(), release.GetProperty("projects")[0].GetProperty("slug").GetString()));
        Assert.Equal(JsonValueKind.Null, release.GetProperty("dateReleased").ValueKind);
        using var finished = await SendAsync(test, "PUT", releases + "game%401.0.0/", "{\"projects\":[\"game\"],\"dateReleased\":\"2026-11-20T10:00:00Z\"}");
        Assert.Equal("2026-11-20T10:00:00Z", JsonElement.Parse(await finished.Content.ReadAsStringAsync()).GetProperty("dateReleased").GetString());
        // Version 2 of the tool asks below the project.
        using var slashed = await SendAsync(test, "POST", "/api/0/projects/acme/game/releases/", "{\"version\":\"game/win@2\"}");
        Assert.Equal(HttpStatusCode.Created, slashed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.Client.GetAsync("/api/0/projects/acme/game/releases/game%2Fwin@2/")).StatusCode);
        using var deployed = await SendAsync(test, "POST", releases + "game%401.0.0/deploys/", "{\"environment\":\"production\",\"name\":\"blue\"}");
        Assert.Equal(HttpStatusCode.Created, deployed.StatusCode);
        Assert.Contains("\"environment\":\"production\"", await test.Client.GetStringAsync(releases + "game%401.0.0/deploys/"), StringComparison.Ordinal);
        Assert.Equal(2, JsonElement.Parse(await test.Client.GetStringAsync("/api/0/projects/acme/game/releases/")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await test.Client.DeleteAsync(releases + "game%401.0.0/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await test.Client.GetAsync(releases + "game%401.0.0/")).StatusCode);
        Assert.Equal("[]", await test.Client.GetStringAsync("/api/0/organizations/acme/repos/"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(test, "POST", releases, "{\"version\":\"a\\nb\"}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await test.Client.GetAsync("/api/0/organizations/other/releases/")).StatusCode);
    }

    [Fact]
    public async Task Sessions_are_told_as_Sentry_tells_them()
    {
        await using var test = await TestServer.StartAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        test.Database.Write(connection =>
        {
            var batch = new SessionBatch(connection);
            for (var i = 0; i < 200; i++)
            {
                batch.Add(new SessionFact
                {
                    ProjectId = test.Project,
                    Sid = Guid.NewGuid().ToByteArray(),
                    Release = i < 100 ? "a@1" : "a@2",
                    Environment = "production",
                    User = UserHash.OfId("u" + (i % 50)),
                    Started = now - (i % 3 * UnixTime.MillisecondsPerHour),
                    Class = i % 100 == 0 ? SessionClass.Crashed : i % 100 == 1 ? SessionClass.Abnormal : SessionClass.Healthy,
                    Cause = i % 100 == 1 ? SessionCause.HangInForeground : SessionCause.None,
                });
            }

            batch.Flush();
        });
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        var answer = JsonElement.Parse(await test.Client.GetStringAsync(
            "/api/0/organizations/acme/sessions/?project=1&statsPeriod=24h&interval=1h&field=sum(session)&field=count_unique(user)&field=crash_free_rate(session)&field=crash_free_rate(user)&field=anr_rate()&groupBy=release"));
        Assert.Equal(24, answer.GetProperty("intervals").GetArrayLength());
        Assert.Equal(2, answer.GetProperty("groups").GetArrayLength());
        var totals = answer.GetProperty("groups")[0].GetProperty("totals");
        Assert.Equal((100, 50, .99, .98, .02), (
            totals.GetProperty("sum(session)").GetDouble(), totals.GetProperty("count_unique(user)").GetDouble(), totals.GetProperty("crash_free_rate(session)").GetDouble(),
            totals.GetProperty("crash_free_rate(user)").GetDouble(), totals.GetProperty("anr_rate()").GetDouble()));
        Assert.Equal(100, answer.GetProperty("groups")[0].GetProperty("series").GetProperty("sum(session)").EnumerateArray().Sum(value => value.GetDouble()));
        var one = JsonElement.Parse(await test.Client.GetStringAsync(
            "/api/0/organizations/acme/sessions/?statsPeriod=2d&interval=1d&field=sum(session)&groupBy=session.status&query=release:a@2"));
        Assert.Equal(98, Status(one, "healthy"));
        Assert.Equal((1, 1), (Status(one, "crashed"), Status(one, "abnormal")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await test.Client.GetAsync("/api/0/organizations/acme/sessions/?field=sum(apples)")).StatusCode);
    }

    static double Status(JsonElement answer, string status) => answer.GetProperty("groups").EnumerateArray()
        .Single(group => group.GetProperty("by").GetProperty("session.status").GetString() == status).GetProperty("totals").GetProperty("sum(session)").GetDouble();

    static Task<HttpResponseMessage> SendAsync(TestServer test, string method, string path, string body) =>
        test.Client.SendAsync(new HttpRequestMessage(new(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
}
