using System.Net.Http.Headers;
using System.Text.Json;

namespace Inquest.Server.Tests.Api;

public sealed class IssueApiTests
{
    [Fact]
    public async Task An_issue_is_decided_about_merged_split_and_put_back()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var name in (string[])["Alpha", "Alpha", "Beta"])
        {
            await server.PostAsync(server.EnvelopePath, TestServer.Envelope(TestServer.NewId(), $$$"""{"exception":{"values":[{"type":"{{{name}}}Exception","value":"x","stacktrace":{"frames":[{"function":"{{{name}}}.Run","module":"App","in_app":true}]}}]},"platform":"csharp"}"""));
        }

        await server.DrainedAsync();
        Assert.Equal("ignored", (await SendAsync(server, "PATCH", "/api/v1/issues/1", """{"state":"ignored","ignoreEvents":5,"assignee":"a@acme.example"}""")).GetProperty("state").GetString());
        Assert.Equal("a", (await SendAsync(server, "GET", "/api/v1/issues/GAME-1")).GetProperty("assignee").GetString());
        await SendAsync(server, "POST", "/api/v1/issues/1/undo");
        Assert.Equal("open", (await SendAsync(server, "POST", "/api/v1/issues/1/undo")).GetProperty("state").GetString());
        Assert.Equal(3, (await SendAsync(server, "POST", "/api/v1/issues/1/merge", """{"issues":["GAME-2"]}""")).GetProperty("events").GetInt32());
        Assert.Equal(1, (await SendAsync(server, "GET", "/api/v1/issues/2")).GetProperty("id").GetInt32());
        var fingerprints = (await SendAsync(server, "GET", "/api/v1/issues/1/fingerprints")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, fingerprints.Count);
        var part = await SendAsync(server, "POST", "/api/v1/issues/1/split", $$"""{"fingerprints":["{{fingerprints[1].GetProperty("id").GetString()}}"]}""");
        Assert.Equal(1, (await SendAsync(server, "GET", $"/api/v1/issues/{part.GetProperty("id")}")).GetProperty("events").GetInt32());
        var history = (await SendAsync(server, "GET", "/api/v1/issues/1/history")).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("what").GetString());
        Assert.Equal(["split", "merged", "undone", "undone", "assigned", "ignored"], history);
    }

    [Theory]
    [InlineData("/api/v1/issues/1/events", 5, "eventId")]
    [InlineData("/api/v1/issues/1/tags", 4, "key")]
    [InlineData("/api/v1/issues/1/history", 3, "at")]
    [InlineData("/api/v1/projects", 1, "id")]
    [InlineData("/api/v1/projects/1/keys", 1, "id")]
    [InlineData("/api/v1/projects/1/issues", 1, "id")]
    [InlineData("/api/v1/projects/1/outcomes", 1, "category")]
    [InlineData("/api/v1/tokens", 1, "id")]
    [InlineData("/api/v1/members", 1, "email")]
    public async Task Every_list_is_read_to_its_end_a_page_at_a_time(string path, int count, string key)
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.PostAsync(server.EnvelopePath, TestServer.Envelope(TestServer.NewId(), """{"message":"same","platform":"native","release":"1.0","environment":"test","tags":{"colour":"red"}}"""));
        }

        await server.DrainedAsync();
        foreach (var state in (string[])["resolved", "open", "ignored"])
        {
            await SendAsync(server, "PATCH", "/api/v1/issues/1", $$"""{"state":"{{state}}"}""");
        }

        await SendAsync(server, "PATCH", "/api/v1/issues/1", """{"state":"open"}""");
        await SendAsync(server, "POST", "/api/v1/issues/1/undo");
        var seen = new List<string>();
        var next = "";
        do
        {
            var page = await SendAsync(server, "GET", $"{path}?limit=2{(next.Length > 0 ? "&cursor=" + next : "")}{(path.EndsWith("/issues", StringComparison.Ordinal) ? "&tab=ignored" : "")}");
            var items = page.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 2);
            seen.AddRange(items.Select(item => item.GetProperty(key).ToString()));
            next = page.TryGetProperty("nextCursor", out var cursor) ? cursor.GetString()! : "";
        }
        while (next.Length > 0);
        Assert.True(seen.Count >= count, $"{seen.Count} of {path}");
        Assert.True(key == "at" || seen.Distinct().Count() == seen.Count);
    }

    static async Task<JsonElement> SendAsync(TestServer server, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Authorization = new("Bearer", server.Token);
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
