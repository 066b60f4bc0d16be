using System.Net;
using System.Net.Http.Json;
using Inquest.Server.Quotas;
using Inquest.Storage.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests;

public sealed class QuotaTests
{
    [Fact]
    public async Task Errors_beyond_the_quota_are_refused_and_counted_and_sessions_go_on()
    {
        await using var test = await TestServer.StartAsync();
        SetErrors(test, 3);
        for (var i = 0; i < 3; i++)
        {
            using var taken = await SendAsync(test, "one");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        // What still lies in the spool counts.
        using var refused = await SendAsync(test, "one");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.EndsWith(":error;attachment:project:quota", refused.Headers.GetValues("X-Sentry-Rate-Limits").Single(), StringComparison.Ordinal);

        var id = TestServer.NewId();
        const string Session = """{"sid":"0197a9ae7d4d7b0ca0a6f0c6b2a0d001","init":true,"started":"2026-11-22T10:00:00Z","status":"ok","attrs":{"release":"a@1"}}""";
        using var mixed = await test.PostAsync(
            test.EnvelopePath,
            $"{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"two\"}}\n{{\"type\":\"session\"}}\n{Session}\n{{\"type\":\"attachment\",\"length\":5,\"filename\":\"a.txt\"}}\nhello\n");
        Assert.Equal(HttpStatusCode.OK, mixed.StatusCode);
        Assert.True(mixed.Headers.Contains("X-Sentry-Rate-Limits"));

        await test.DrainedAsync();
        Assert.Equal(3, test.Number("SELECT count(*) FROM event"));
        Assert.Equal(0, test.Number("SELECT count(*) FROM attachment"));
        Assert.Equal(1, test.Outcomes("session", 0, ""));
        await test.EventuallyAsync(() => test.Outcomes("error", 2, "quota") == 2 && test.Outcomes("attachment", 2, "quota") == 5);
        Assert.Equal(3, test.Outcomes("error", 0, ""));
    }

    [Fact]
    public async Task Duplicates_cost_nothing_of_the_quota()
    {
        await using var test = await TestServer.StartAsync();
        SetErrors(test, 5);
        var id = TestServer.NewId();
        for (var i = 0; i < 4; i++)
        {
            using var taken = await SendAsync(test, "one", id);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        await test.DrainedAsync();
        var meter = test.Server.Services.GetRequiredService<QuotaMeter>();
        await test.EventuallyAsync(() =>
        {
            meter.Reload();
            return test.Outcomes("error", 3, "duplicate") == 3;
        });
        meter.Reload();
        for (var i = 0; i < 4; i++)
        {
            using var taken = await SendAsync(test, "one");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var refused = await SendAsync(test, "one");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task A_crash_of_a_new_bug_is_kept_beyond_the_quota_and_one_of_a_known_bug_is_counted()
    {
        await using var test = await TestServer.StartAsync();
        using (await SendCrashAsync(test, "Known"))
        {
            await test.DrainedAsync();
        }

        SetErrors(test, 1);
        foreach (var bug in (string[])["Known", "Known", "Fresh"])
        {
            using var answer = await SendCrashAsync(test, bug);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await test.DrainedAsync();
        Assert.Equal(2, test.Number("SELECT count(*) FROM issue"));
        Assert.Equal(2, test.Number("SELECT count(*) FROM event"));
        Assert.Equal(2, test.Outcomes("error", 2, "quota"));
        Assert.Equal(2, test.Number("SELECT sum(count) FROM issue_dropped WHERE issue_id = 1"));

        // The repair did not hold: that is news, quota or not.
        test.Database.Write(connection => connection.Execute("UPDATE issue SET state = 'resolved', resolved_at = 1 WHERE id = 1"));
        using (await SendCrashAsync(test, "Known"))
        {
            await test.DrainedAsync();
        }

        Assert.Equal("regressed", test.Text("SELECT substate FROM issue WHERE id = 1"));
    }

    [Fact]
    public async Task Quotas_and_filters_are_set_and_read_through_the_api()
    {
        await using var test = await TestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = test.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        var quotas = $"/api/v1/projects/{test.Project}/quotas";
        using var set = await client.PutAsJsonAsync(quotas, new { scope = "project", category = "error", period = "month", quantity = 100 });
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        var text = await client.GetStringAsync(quotas);
        Assert.Contains("\"quantity\":100", text, StringComparison.Ordinal);
        Assert.Contains("\"used\":0", text, StringComparison.Ordinal);
        foreach (var wrong in (object[])
            [new { scope = "planet", category = "error", period = "month", quantity = 1 }, new { scope = "key", key = 99, category = "error", period = "day", quantity = 1 },
                new { scope = "project", category = "span", period = "day", quantity = 1 }, new { scope = "project", category = "error", period = "year", quantity = 1 }])
        {
            using var refused = await client.PutAsJsonAsync(quotas, wrong);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }

        using var taken = await client.PutAsJsonAsync(quotas, new { scope = "project", category = "error", period = "month" });
        Assert.DoesNotContain("quantity", await client.GetStringAsync(quotas), StringComparison.Ordinal);

        var filters = $"/api/v1/projects/{test.Project}/filters";
        using var changed = await client.PutAsJsonAsync(filters, new { errors = new[] { "*ResizeObserver*" } });
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        Assert.Contains("ResizeObserver", await client.GetStringAsync(filters), StringComparison.Ordinal);
        foreach (var wrong in (object[])[new { errors = new[] { "*" } }, new { addresses = new[] { "everywhere" } }])
        {
            using var refused = await client.PutAsJsonAsync(filters, wrong);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task What_a_project_does_not_want_is_counted_as_filtered_and_not_stored()
    {
        await using var test = await TestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = test.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        using var changed = await client.PutAsJsonAsync(
            $"/api/v1/projects/{test.Project}/filters",
            new { releases = new[] { "game@1.*" }, errors = new[] { "*ResizeObserver loop*" }, addresses = new[] { "203.0.113.0/24" }, userAgents = new[] { "*bot/*" } });
        Assert.True(changed.IsSuccessStatusCode);

        using var _ = await PostAsync("""{"message":"old","release":"game@1.4"}""");
        using var __ = await PostAsync("""{"exception":{"values":[{"type":"Error","value":"ResizeObserver loop limit exceeded"}]}}""");
        using var ___ = await PostAsync("""{"message":"a bot"}""", ("User-Agent", "Spider bot/2.1"));
        using var ____ = await PostAsync("""{"message":"from there"}""", ("X-Forwarded-For", "203.0.113.9"));
        using var _____ = await PostAsync("""{"message":"wanted","release":"game@2.0"}""");
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
        await test.EventuallyAsync(() =>
            ((string[])["release-version", "error-message", "user-agent", "ip-address"]).All(reason => test.Outcomes("error", 1, reason) == 1));

        async Task<HttpResponseMessage> PostAsync(string json, (string Name, string Value)? header = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, test.EnvelopePath) { Content = new StringContent(TestServer.Envelope(TestServer.NewId(), json)) };
            if (header is { } extra)
            {
                request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
            }

            var answer = await test.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer;
        }
    }

    static void SetErrors(TestServer test, long quantity)
    {
        var services = test.Server.Services;
        services.GetRequiredService<QuotaService>().Set(1, test.Project, 0, "error", QuotaPeriod.Month, quantity);
        services.GetRequiredService<QuotaMeter>().Reload();
    }

    static Task<HttpResponseMessage> SendAsync(TestServer test, string message, string? id = null) =>
        test.PostAsync(test.EnvelopePath, TestServer.Envelope(id ?? TestServer.NewId(), $$"""{"message":"{{message}}"}"""));

    static Task<HttpResponseMessage> SendCrashAsync(TestServer test, string bug) => test.PostAsync(test.EnvelopePath, TestServer.Envelope(
        TestServer.NewId(),
        $$$"""{"level":"fatal","exception":{"values":[{"type":"{{{bug}}}Exception","value":"it broke","mechanism":{"type":"x","handled":false},"stacktrace":{"frames":[{"function":"{{{bug}}}.Run","in_app":true}]}}]}}"""));
}
