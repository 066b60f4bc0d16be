using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Server.Tests.Pages;
using Inquest.Storage.Accounts;

namespace Inquest.Server.Tests.Api;

public sealed class GroupingApiTests
{
    const string Rules = "/api/v1/projects/1/grouping/";

    [Fact]
    public async Task Rules_are_refused_tried_applied_and_taken_back()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server, "VendorRead", "LoadTexture", "1.0");
        await SendAsync(server, "VendorRead", "LoadTexture", "1.0");
        await SendAsync(server, "VendorRead", "SaveGame", "1.0");
        await SendAsync(server, "VendorWrite", "SaveGame", "1.0");
        await server.DrainedAsync();
        Assert.Equal(0, (await AskAsync(server, "GET", "rules")).GetProperty("revision").GetInt32());
        var bad = await AskAsync(server, "PUT", "rules", "colour:red ignore\nmodule:Vendor explode", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("line 1, column 1", bad.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("line 2, column 15", bad.GetProperty("detail").GetString(), StringComparison.Ordinal);

        const string good = "module:Vendor -app";
        var preview = await AskAsync(server, "POST", "preview", good);
        Assert.Equal((4, 1), (preview.GetProperty("lookedAt").GetInt32(), preview.GetProperty("moved").GetInt32()));
        Assert.Equal(1, (await AskAsync(server, "PUT", "rules", good)).GetProperty("revision").GetInt32());
        await AskAsync(server, "PUT", "rules?revision=0", good, HttpStatusCode.UnprocessableEntity);
        await MovedAsync(server, 1);
        Assert.Equal("1 2,2 2", Issues(server));

        // The page tries, tells errors in place and has every revision.
        using var visitor = new PageVisitor(server, Role.Admin);
        using (var tried = await visitor.PostAsync("/grouping", ("text", "function:SaveGame ignore"), ("action", "try"), ("revision", "1")))
        {
            Assert.Contains("would move", await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using (var refused = await visitor.PostAsync("/grouping", ("text", "nonsense"), ("action", "save"), ("revision", "1")))
        {
            Assert.Contains("line 1, column 1", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await AskAsync(server, "POST", "undo")).GetProperty("revision").GetInt32());
        await MovedAsync(server, 1);
        Assert.Equal("1 3,2 1", Issues(server));
        Assert.Equal(2, (await AskAsync(server, "GET", "revisions")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Two_releases_are_compared()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(server, "RenderWater", "DrawScene", "1.0");
        }

        await SendAsync(server, "RenderWaves", "DrawScene", "1.1");
        await SendAsync(server, "OpenSocket", "ConnectLobby", "1.1", "Elsewhere");
        await server.DrainedAsync();
        var drift = await AskAsync(server, "GET", "drift?from=1.0&to=1.1");
        var drifted = Assert.Single(drift.GetProperty("drifted").EnumerateArray());
        Assert.Equal(("GAME-1", "renamed"), (drifted.GetProperty("oldShortId").GetString(), drifted.GetProperty("cause").GetString()));
        Assert.Single(drift.GetProperty("new").EnumerateArray());
        await AskAsync(server, "GET", "drift?from=1.0&to=9", null, HttpStatusCode.NotFound);
        using var visitor = new PageVisitor(server, Role.Member);
        using var joined = await visitor.PostAsync("/grouping/drift/join", ("issue", $"{drifted.GetProperty("issue")}"), ("into", "1"), ("return", "/grouping/drift"));
        Assert.Equal(4, server.Number("SELECT event_count FROM issue WHERE id = 1"));
    }

    static Task SendAsync(TestServer server, string call, string place, string release, string tail = "RunFrame") => server.PostAsync(
        server.EnvelopePath,
        TestServer.Envelope(TestServer.NewId(), $$$"""{"release":"{{{release}}}","exception":{"values":[{"type":"BrokenException","value":"x","stacktrace":{"frames":[{"function":"{{{tail}}}","module":"Game.{{{tail}}}","in_app":true},{"function":"{{{place}}}","module":"Game","in_app":true},{"function":"{{{call}}}","module":"Vendor","in_app":true}]}}]},"platform":"csharp"}"""));

    static string? Issues(TestServer server) => server.Text("SELECT group_concat(id || ' ' || event_count) FROM (SELECT id, event_count FROM issue WHERE event_count > 0 ORDER BY id)");

    static async Task MovedAsync(TestServer server, int events)
    {
        var last = server.Number("SELECT max(revision) FROM grouping_revision");
        for (var i = 0; i < 200 && server.Number($"SELECT moved FROM grouping_revision WHERE revision = {last}") < events; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    static async Task<JsonElement> AskAsync(TestServer server, string method, string path, string? text = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Rules + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        request.Content = text is null ? null : new StringContent($$"""{"text":"{{JsonEncodedText.Encode(text)}}"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement.Clone();
    }
}
