using System.Text.Json;

namespace Inquest.Server.Tests.Symbols;

/// <summary>Sources around frames, out of what was uploaded.</summary>
public sealed class SourceContextTests
{
    const string Id = "0102030405060708090a0b0c0d0e0f1011121314";
    const string DebugId = "0403020106050807090A0B0C0D0E0F100";
    const string Sym = "MODULE Linux x86_64 " + DebugId + " app\nINFO CODE_ID " + Id + " app\nFILE 0 /src/my app/main.c\nFUNC 1000 10 0 main\n1000 10 1 0\n";

    static string Event(string eventId) => $$"""
        {"event_id":"{{eventId}}","platform":"native","level":"fatal",
         "exception":{"values":[{"type":"SIGSEGV","value":"x","stacktrace":{"frames":[{"instruction_addr":"0x401004"}]} }]},
         "debug_meta":{"images":[{"type":"elf","code_file":"/usr/bin/app","code_id":"{{Id}}","debug_id":"04030201-0605-0807-090a-0b0c0d0e0f10",
           "image_addr":"0x400000","image_size":8192}]} }
        """;

    [Fact]
    public async Task A_frame_shows_its_source_once_the_bundle_is_here()
    {
        await using var test = await TestServer.StartAsync();
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        var id = TestServer.NewId();
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, Event(id).ReplaceLineEndings("")));
        await test.DrainedAsync();
        Assert.Null(await ContextAsync(test, id));

        // The names come with the symbols, which repair the stored event; the sources later by themselves.
        (await test.PostAsync($"/api/v1/projects/{test.Project}/symbols", Sym)).EnsureSuccessStatusCode();
        await test.DrainedAsync();
        Assert.Null(await ContextAsync(test, id));
        (await test.PostAsync($"/api/v1/projects/{test.Project}/symbols", ServeTests.Bundle())).EnsureSuccessStatusCode();
        Assert.Equal("int main() {}", await ContextAsync(test, id));
    }

    static async Task<string?> ContextAsync(TestServer test, string id)
    {
        using var json = JsonDocument.Parse(await test.Client.GetStringAsync($"/api/v1/projects/{test.Project}/events/{id}"));
        var frame = json.RootElement.GetProperty("report").GetProperty("exceptions")[0].GetProperty("frames")[0];
        return frame.TryGetProperty("contextLine", out var line) ? line.GetString() : null;
    }
}
