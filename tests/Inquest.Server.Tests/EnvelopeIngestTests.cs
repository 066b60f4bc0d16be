using System.IO.Compression;
using System.Net;
using System.Text;

namespace Inquest.Server.Tests;

public sealed class EnvelopeIngestTests
{
    const string Crash =
        """
        {"platform":"csharp","level":"error","release":"game@1.2.0","environment":"prod","user":{"id":"7"},"tags":{"gpu":"x1"},
        "exception":{"values":[{"type":"System.NullReferenceException","value":"boom","mechanism":{"type":"x","handled":false},
        "stacktrace":{"frames":[{"function":"Main","module":"Game.Program","in_app":true},{"function":"Draw","module":"Game.Mesh","in_app":true,"lineno":12}]}}]}}
        """;

    [Fact]
    public async Task An_event_becomes_an_issue_with_counters_tags_users_and_an_outcome()
    {
        await using var test = await TestServer.StartAsync();
        var (first, second) = (TestServer.NewId(), TestServer.NewId());
        foreach (var id in (string[])[first, second])
        {
            var answer = await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, Crash));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal($"{{\"id\":\"{id}\"}}", await answer.Content.ReadAsStringAsync());
        }

        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM issue"));
        Assert.Equal(2, test.Number("SELECT event_count FROM issue"));
        Assert.Equal(1, test.Number("SELECT user_count FROM issue"));
        Assert.Equal(1, test.Number("SELECT is_crash FROM issue"));
        Assert.Equal(2, test.Number("SELECT count FROM issue_tag WHERE key = 'gpu' AND value = 'x1'"));
        Assert.Equal(2, test.Number("SELECT event_count FROM release WHERE version = 'game@1.2.0'"));
        Assert.Equal(2, test.Number("SELECT sum(count) FROM issue_hour"));
        Assert.Equal(2, test.Outcomes("error", 0));
        Assert.Equal(1, test.Number("SELECT count(*) FROM issue_search WHERE issue_search MATCH 'draw'"));
        Assert.Contains("NullReferenceException", test.Text("SELECT title FROM issue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_event_twice_is_one_event_and_one_duplicate()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, Crash));
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, Crash));
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT event_count FROM issue"));
        Assert.Equal(1, test.Outcomes("error", 3, "duplicate"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Takes_compressed_bodies(string encoding)
    {
        await using var test = await TestServer.StartAsync();
        using var packed = new MemoryStream();
        await using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(TestServer.Envelope(TestServer.NewId(), Crash)));
        }

        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(test.EnvelopePath, packed.ToArray(), null, encoding)).StatusCode);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task Refuses_with_the_status_that_the_protocol_names()
    {
        await using var test = await TestServer.StartAsync();
        var body = TestServer.Envelope(TestServer.NewId(), Crash);
        var unknown = new string('0', 32);
        await Expect(401, $"/api/{test.Project}/envelope/", body);
        await Expect(400, $"/api/{test.Project}/envelope/?sentry_key=nothex", body);
        await Expect(400, $"/api/abc/envelope/?sentry_key={test.Key}", body);
        await Expect(400, $"{test.EnvelopePath}&sentry_version=8", body);
        await Expect(403, $"/api/{test.Project}/envelope/?sentry_key={unknown}", body);
        await Expect(403, $"/api/999/envelope/?sentry_key={test.Key}", body);
        await Expect(400, test.EnvelopePath, "no envelope");
        await Expect(400, test.EnvelopePath, "");
        await Expect(400, test.EnvelopePath, "{\"dsn\":\"http://" + unknown + "@x/1\"}\n");
        await Expect(415, test.EnvelopePath, body, "lzma");
        await Expect(400, test.EnvelopePath, "\u001f not gzip", "gzip");
        await Expect(200, $"/api/{test.Project}/envelope?sentry_key={test.Key}", "{}");
        await Expect(200, test.EnvelopePath, "{}\n{\"type\":\"span\",\"item_count\":3}\n{\"items\":[1,2,3]}");
        await Expect(200, $"/api/{test.Project}/envelope/", $"{{\"dsn\":\"http://{test.Key}@host/{test.Project}\"}}\n");
        await test.DrainedAsync();
        Assert.Equal(0, test.Number("SELECT count(*) FROM event"));
        await test.EventuallyAsync(() => test.Outcomes("span", 1, "unsupported_item:span") == 3);

        async Task Expect(int status, string path, string text, string? encoding = null)
        {
            var answer = await test.PostAsync(path, text, null, encoding);
            Assert.Equal(status, (int)answer.StatusCode);
            if (status >= 400)
            {
                Assert.True(answer.Headers.Contains("X-Sentry-Error"));
                Assert.Contains("\"detail\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Keeps_the_event_beside_a_truncated_attachment_and_an_oversized_item()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        var body = TestServer.Envelope(id, Crash) + "{\"type\":\"client_report\",\"length\":5000}\n" + new string(' ', 5000) + "\n"
            + "{\"type\":\"attachment\",\"length\":99999,\"filename\":\"a.txt\"}\nshort";
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(test.EnvelopePath, body)).StatusCode);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT event_count FROM issue"));
        Assert.Equal(1, test.Outcomes("internal", 3, "too_large:client_report"));
        Assert.Equal(1, test.Outcomes("default", 3, "invalid_envelope"));
    }

    [Fact]
    public async Task Attachments_user_reports_sessions_and_client_reports_are_kept()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        var body = $"{{\"event_id\":\"{id}\"}}\n"
            + "{\"type\":\"attachment\",\"length\":5,\"filename\":\"../../etc/passwd\"}\nhello\n"
            + $"{{\"type\":\"user_report\"}}\n{{\"event_id\":\"{id}\",\"name\":\"N\",\"email\":\"e@x\",\"comments\":\"it broke\"}}\n"
            + "{\"type\":\"session\"}\n{\"sid\":\"x\",\"status\":\"ok\"}\n"
            + "{\"type\":\"client_report\"}\n{\"discarded_events\":[{\"reason\":\"before_send\",\"category\":\"error\",\"quantity\":4}]}\n";
        await test.PostAsync(test.EnvelopePath, body);
        await test.DrainedAsync();
        Assert.Equal("passwd", test.Text("SELECT name FROM attachment"));
        Assert.Equal("it broke", test.Text("SELECT comments FROM user_report"));
        Assert.Equal(1, test.Outcomes("session", 3, "invalid_session"));
        Assert.Equal(1, test.Number("SELECT count(*) FROM client_report"));
        Assert.Equal(4, test.Outcomes("error", 5, "before_send"));
    }

    [Fact]
    public async Task Answers_preflight_and_shows_browsers_the_headers_they_need()
    {
        await using var test = await TestServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, test.EnvelopePath);
        preflight.Headers.Add("Origin", "https://shop.example");
        using var answer = await test.Client.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("x-sentry-rate-limits", answer.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("content-encoding", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_json_is_stored_and_shown()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500);
        var odd = "{\"message\":\"a\\u0000b \\ud800 c\",\"level\":\"fatal\",\"extra\":{\"n\":NaN,\"deep\":" + deep + "},\"breadcrumbs\":["
            + string.Join(',', Enumerable.Repeat("{\"message\":\"b\"}", 100_000)) + "]}";
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, odd))).StatusCode);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event WHERE state = 'stored'"));
        Assert.True(test.Report(id).BreadcrumbsOmitted > 90_000);
    }

    [Fact]
    public async Task Lone_surrogates_and_secrets_in_strict_json_are_repaired_and_scrubbed()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        const string json = """{"message":"half \ud800 a pair","extra":{"password":"hunter2","name\udc00":"v"},"request":{"headers":{"Cookie":"sid=abcdef"}}}""";
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, json));
        await test.DrainedAsync();
        Assert.Equal("stored", test.Text("SELECT state FROM event"));
        var report = System.Text.Json.JsonSerializer.Serialize(test.Report(id), Inquest.Reports.ReportJson.Default.Report);
        Assert.DoesNotContain("hunter2", report, StringComparison.Ordinal);
        Assert.DoesNotContain("sid=abcdef", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_no_json_is_a_visible_failed_event()
    {
        await using var test = await TestServer.StartAsync();
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(TestServer.NewId(), "not json at all"));
        await test.DrainedAsync();
        Assert.Equal("failed", test.Text("SELECT state FROM event"));
        Assert.Contains("no JSON", test.Text("SELECT failure FROM event"), StringComparison.Ordinal);
        Assert.Equal(1, test.Outcomes("error", 3, "invalid_json"));
    }
}
