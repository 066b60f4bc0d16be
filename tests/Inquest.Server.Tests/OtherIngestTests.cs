using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Inquest.Server.Tests;

public sealed class OtherIngestTests
{
    [Fact]
    public async Task Store_takes_json_base64_and_a_query()
    {
        await using var test = await TestServer.StartAsync();
        const string json = """{"message":"hello"}""";
        var path = $"/api/{test.Project}/store/?sentry_key={test.Key}";
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(path, json)).StatusCode);
        var packed = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync($"/api/store?sentry_key={test.Key}", packed)).StatusCode);
        var pixel = await test.Client.GetAsync($"{path}&sentry_data={Uri.EscapeDataString(packed)}");
        Assert.Equal("image/gif", pixel.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, (await test.PostAsync(path, "?!")).StatusCode);
        await test.DrainedAsync();
        Assert.Equal(3, test.Number("SELECT event_count FROM issue"));
    }

    [Fact]
    public async Task Browser_reports_of_the_right_type_are_stored()
    {
        await using var test = await TestServer.StartAsync();
        var path = $"/api/{test.Project}/security/?sentry_key={test.Key}&sentry_release=web%401";
        const string report = """{"csp-report":{"effective-directive":"img-src","blocked-uri":"http://evil.example/x.png"}}""";
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(path, report, "application/csp-report")).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await test.PostAsync(path, report, "text/plain")).StatusCode);
        await test.DrainedAsync();
        Assert.Equal("security", test.Text("SELECT kind FROM issue"));
        Assert.Equal("web@1", test.Text("SELECT release FROM event"));
    }

    [Fact]
    public async Task Late_attachments_find_their_event()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "core.log" } };
        var answer = await test.Client.PostAsync($"/api/{test.Project}/events/{id}/attachments/?sentry_key={test.Key}", form);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await test.DrainedAsync();
        Assert.Equal("core.log", test.Text($"SELECT name FROM attachment WHERE lower(hex(event_id)) = '{id}'"));
    }

    [Fact]
    public async Task Check_ins_and_traces_are_taken_and_dropped()
    {
        await using var test = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await test.Client.GetAsync($"/api/{test.Project}/cron/nightly/{test.Key}/?status=ok")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await test.PostAsync($"/api/{test.Project}/cron/nightly?sentry_key={test.Key}", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync($"/api/{test.Project}/integration/otlp/v1/traces?sentry_key={test.Key}", "x")).StatusCode);
    }

    [Fact]
    public async Task Http_1_0_with_a_chunked_body_is_read()
    {
        await using var test = await TestServer.StartAsync();
        var address = new Uri(test.Server.Urls.First());
        using var socket = new TcpClient(address.Host, address.Port);
        var stream = socket.GetStream();
        var body = TestServer.Envelope(TestServer.NewId(), """{"message":"old"}""");
        var request = $"POST {test.EnvelopePath} HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        Assert.Contains("200", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        await using var test = await TestServer.StartAsync();
        Assert.Equal("live\n", await test.Client.GetStringAsync("/health/live"));
        Assert.Equal("ready\n", await test.Client.GetStringAsync("/health/ready"));
        Assert.Contains("# TYPE inquest_jobs_pending gauge", await test.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }
}
