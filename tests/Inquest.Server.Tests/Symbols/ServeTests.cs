using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Inquest.Storage.Symbols;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Symbols;

/// <summary>What debuggers get, and who gets it.</summary>
public sealed class ServeTests
{
    const string Id = "0102030405060708090a0b0c0d0e0f1011121314";
    const string DebugId = "0403020106050807090A0B0C0D0E0F100";

    static readonly byte[] BuildId = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    static async Task<TestServer> StartAsync(params byte[][] files)
    {
        var test = await TestServer.StartAsync();
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        foreach (var file in files)
        {
            (await test.PostAsync($"/api/v1/projects/{test.Project}/symbols?name=app", file)).EnsureSuccessStatusCode();
        }

        return test;
    }

    [Fact]
    public async Task One_upload_is_found_in_every_layout()
    {
        var (binary, debug) = (ElfBuilder.Build(BuildId), ElfBuilder.Build(BuildId, isDebugFile: true));
        await using var test = await StartAsync(binary, debug);
        foreach (var path in (string[])[$"buildid/{Id}/executable", $"01/{Id[2..]}", $"01/{Id[2..]}/executable", $"app/elf-buildid-{Id}/app", $"APP/ELF-BUILDID-{Id.ToUpperInvariant()}/app"])
        {
            Assert.Equal(binary, await test.Client.GetByteArrayAsync("/sym/" + path));
        }

        foreach (var path in (string[])[$"buildid/{Id}/debuginfo", $".build-id/01/{Id[2..]}.debug", $"01/{Id[2..]}/debuginfo", $"_.debug/elf-buildid-sym-{Id}/_.debug", $"app/{DebugId}/app.debug"])
        {
            Assert.Equal(debug, await test.Client.GetByteArrayAsync("/sym/" + path));
        }

        Assert.Equal("debug information", await test.Client.GetStringAsync($"/sym/buildid/{Id}/section/.debug_info"));
        Assert.Equal([0xC3, 0x90, 0x90, 0x90], await test.Client.GetByteArrayAsync($"/sym/buildid/{Id}/section/.text"));
        foreach (var path in (string[])["buildid/ffff/debuginfo", $"buildid/{Id}/section/.none", $"buildid/{Id}/source/etc/passwd", "index2.txt", "app.pdb/" + DebugId + "/app.pd_"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await test.Client.GetAsync("/sym/" + path)).StatusCode);
        }
    }

    [Fact]
    public async Task Answers_carry_what_clients_look_for()
    {
        var debug = ElfBuilder.Build(BuildId, isDebugFile: true);
        await using var test = await StartAsync(debug);
        var path = $"/sym/buildid/{Id}/debuginfo";
        using var head = await test.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(debug.Length, head.Content.Headers.ContentLength);
        Assert.Equal($"{debug.Length}", Assert.Single(head.Headers.GetValues("X-DEBUGINFOD-SIZE")));
        Assert.Equal("app", Assert.Single(head.Headers.GetValues("X-DEBUGINFOD-FILE")));
        Assert.NotNull(head.Content.Headers.LastModified);
        Assert.True(head.Headers.CacheControl!.Private);

        using var range = new HttpRequestMessage(HttpMethod.Get, path);
        range.Headers.Range = new RangeHeaderValue(1, 3);
        using var part = await test.Client.SendAsync(range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("ELF", await part.Content.ReadAsStringAsync());

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(head.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await test.Client.SendAsync(again)).StatusCode);

        using var packed = new HttpRequestMessage(HttpMethod.Get, path);
        packed.Headers.AcceptEncoding.ParseAdd("gzip, zstd");
        using var answer = await test.Client.SendAsync(packed);
        Assert.Equal("zstd", Assert.Single(answer.Content.Headers.ContentEncoding));
        await using var unpacked = new ZstdSharp.DecompressionStream(await answer.Content.ReadAsStreamAsync());
        using var content = new MemoryStream();
        await unpacked.CopyToAsync(content);
        Assert.Equal(debug, content.ToArray());
    }

    [Fact]
    public async Task Each_way_to_say_who_asks_works_and_strangers_get_nothing()
    {
        await using var test = await StartAsync(ElfBuilder.Build(BuildId));
        var path = $"buildid/{Id}/executable";
        test.Client.DefaultRequestHeaders.Authorization = null;
        using var stranger = await test.Client.GetAsync("/sym/" + path);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Contains("Basic", stranger.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await test.Client.GetAsync($"/sym/sntrys_wrong/{path}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.Client.GetAsync($"/sym/{test.Token}/{path}")).StatusCode);
        foreach (var pair in (string[])["x:" + test.Token, test.Token + ":", ":" + test.Token])
        {
            test.Client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            Assert.Equal(HttpStatusCode.OK, (await test.Client.GetAsync("/sym/" + path)).StatusCode);
        }

        test.Client.DefaultRequestHeaders.Authorization = null;
        test.Server.Services.GetRequiredService<SymbolCatalog>().SetPublic(test.Project, isPublic: true);
        using var everybody = await test.Client.GetAsync("/sym/" + path);
        Assert.Equal(HttpStatusCode.OK, everybody.StatusCode);
        Assert.True(everybody.Headers.CacheControl!.Public);
    }

    [Fact]
    public async Task Breakpad_text_comes_as_uploaded()
    {
        const string sym = "MODULE Linux x86_64 " + DebugId + " app\nFUNC 0 1 0 main\n";
        await using var test = await StartAsync(Encoding.UTF8.GetBytes(sym));
        Assert.Equal(sym, await test.Client.GetStringAsync($"/sym/app/{DebugId}/app.sym"));
        Assert.Equal(sym, await test.Client.GetStringAsync($"/sym/{DebugId[..2].ToLowerInvariant()}/{DebugId[2..].ToLowerInvariant()}/breakpad"));
    }

    [Fact]
    public async Task Sources_come_from_the_bundle_of_the_build_and_from_nowhere_else()
    {
        await using var test = await StartAsync(Bundle());
        Assert.Equal("int main() {}\n", await test.Client.GetStringAsync($"/sym/buildid/{Id}/source/src/my%20app/main.c"));
        Assert.Equal(HttpStatusCode.NotFound, (await test.Client.GetAsync($"/sym/buildid/{Id}/source/etc/passwd")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await test.Client.GetAsync($"/sym/buildid/{Id}/source/src/../../etc/passwd")).StatusCode);
    }

    /// <summary>A source bundle with one file, as sentry-cli writes it.</summary>
    internal static byte[] Bundle()
    {
        using var buffer = new MemoryStream();
        buffer.Write("SYSB"u8);
        buffer.Write([2, 0, 0, 0]);
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var file = zip.CreateEntry("files/src/my app/main.c").Open())
            {
                file.Write("int main() {}\n"u8);
            }

            using var manifest = zip.CreateEntry("manifest.json").Open();
            manifest.Write(Encoding.UTF8.GetBytes(
                $$"""
                {"files":{"files/src/my app/main.c":{"type":"source","path":"/src/my app/main.c"} },"arch":"x86_64",
                 "code_id":"{{Id}}","debug_id":"04030201-0605-0807-090a-0b0c0d0e0f10","object_name":"app"}
                """));
        }

        buffer.Write(zipped.ToArray());
        return buffer.ToArray();
    }
}
