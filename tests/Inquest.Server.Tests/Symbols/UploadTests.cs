using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Inquest.Storage.Symbols;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Symbols;

/// <summary>Every way in, with what must be refused.</summary>
public sealed class UploadTests
{
    const string Sym = "MODULE Linux x86_64 000000000000000000000000000000AA0 app\nFUNC 0 1 0 main\n";

    static readonly byte[] BuildId = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    static async Task<TestServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null)
    {
        var test = await TestServer.StartAsync(change: change);
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        return test;
    }

    static string Path(TestServer test) => $"/api/v1/projects/{test.Project}/symbols";

    static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    static MultipartFormDataContent ChunkForm(params byte[][] chunks)
    {
        var form = new MultipartFormDataContent();
        foreach (var chunk in chunks)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            {
                gzip.Write(chunk);
            }

            form.Add(new ByteArrayContent(packed.ToArray()), "file_gzip", Hex(chunk));
        }

        return form;
    }

    static string Hex(byte[] content) => Convert.ToHexStringLower(Sha1(content));

#pragma warning disable CA5350 // sentry-cli names chunks and files by SHA-1.
    static byte[] Sha1(byte[] content) => SHA1.HashData(content);
#pragma warning restore CA5350

    [Fact]
    public async Task A_binary_and_its_debug_file_are_stored_with_what_they_can_do()
    {
        await using var test = await StartAsync();
        foreach (var content in (byte[][])[ElfBuilder.Build(BuildId), ElfBuilder.Build(BuildId, isDebugFile: true)])
        {
            Assert.Equal(HttpStatusCode.Created, (await test.PostAsync(Path(test) + "?name=libapp.so&release=1.0", content)).StatusCode);
        }

        var files = (await JsonAsync(await test.Client.GetAsync(Path(test)))).GetProperty("items");
        Assert.Equal(2, files.GetArrayLength());
        var debug = files[0].GetProperty("objects")[0];
        Assert.Equal("0102030405060708090a0b0c0d0e0f1011121314", debug.GetProperty("codeId").GetString());
        Assert.Equal("04030201060508070 90A0B0C0D0E0F100".Replace(" ", "", StringComparison.Ordinal), debug.GetProperty("debugId").GetString());
        Assert.Equal(["debug"], debug.GetProperty("features").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(["unwind", "code"], files[1].GetProperty("objects")[0].GetProperty("features").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("1.0", files[0].GetProperty("release").GetString());
    }

    [Fact]
    public async Task The_same_content_is_kept_once_and_each_project_has_it()
    {
        await using var test = await StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await test.PostAsync(Path(test), Sym)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(Path(test), Sym)).StatusCode);
        Assert.Equal(1, test.Number("SELECT count(*) FROM symbol_content"));
        Assert.Equal(1, test.Number("SELECT count(*) FROM symbol_file"));
        Assert.True(test.Number("SELECT packed_size FROM symbol_content") > 0);
    }

    [Fact]
    public async Task An_archive_loses_its_bad_files_and_keeps_the_good_ones()
    {
        await using var test = await StartAsync();
        var answer = await test.PostAsync(Path(test), Zip(
            ("app/AA0/app.sym", Encoding.UTF8.GetBytes(Sym)),
            ("../../escape.sym", Encoding.UTF8.GetBytes(Sym.Replace("AA0", "AB0", StringComparison.Ordinal))),
            ("C:\\evil.sym", Encoding.UTF8.GetBytes(Sym.Replace("AA0", "AC0", StringComparison.Ordinal))),
            ("readme", "hello"u8.ToArray()),
            ("no-id.so", ElfBuilder.Build([], isDebugFile: true)),
            ("cut.so", ElfBuilder.Build(BuildId)[..40]),
            ("empty.sym", []),
            ("name.sym", "MODULE Linux x86_64 000000000000000000000000000000AD0 ../../x\nFUNC 0 1 0 main\n"u8.ToArray()),
            ("zeros.sym", new byte[80 << 20])));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var items = (await JsonAsync(answer)).GetProperty("items").EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.TryGetProperty("reason", out var reason) ? reason.GetString() : "");
        Assert.Equal("", items["app.sym"]);
        Assert.Equal("unusable-name", items["../../escape.sym"]);
        Assert.Equal("unusable-name", items["C:\\evil.sym"]);
        Assert.Equal("unknown-form", items["readme"]);
        Assert.Equal("no-id", items["no-id.so"]);
        Assert.Equal("malformed", items["cut.so"]);
        Assert.Equal("empty", items["empty.sym"]);
        Assert.Equal("unusable-name", items["name.sym"]);
        Assert.Equal("suspicious-compression", items["zeros.sym"]);
        Assert.Equal(1, test.Number("SELECT count(*) FROM symbol_file"));
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.Combine(test.Folder, "symbol-store", "new")));
    }

    [Fact]
    public async Task A_compressed_bomb_is_refused()
    {
        await using var test = await StartAsync();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(new byte[100 << 20]);
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await test.PostAsync(Path(test), packed.ToArray())).StatusCode);
        await using var small = await StartAsync(options => options with { SymbolUploadLimits = new() { FileBytesMax = 1000 } });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await small.PostAsync(Path(small), Sym + new string('x', 1000))).StatusCode);
    }

    [Fact]
    public async Task Chunks_are_asked_for_verified_and_put_together()
    {
        await using var test = await StartAsync();
        var content = ElfBuilder.Build(BuildId);
        byte[][] chunks = [content[..100], content[100..]];
        var ask = $$"""{ "{{Hex(content)}}": { "name": "app", "debug_id": "04030201-0605-0807-090a-0b0c0d0e0f10", "chunks": ["{{Hex(chunks[0])}}", "{{Hex(chunks[1])}}"] } }""";
        var assemble = $"/api/0/projects/acme/game/files/difs/assemble/";
        var first = (await JsonAsync(await test.PostAsync(assemble, ask))).GetProperty(Hex(content));
        Assert.Equal("not_found", first.GetProperty("state").GetString());
        Assert.Equal(2, first.GetProperty("missingChunks").GetArrayLength());

        using (var form = ChunkForm(chunks[0]))
        {
            Assert.Equal(HttpStatusCode.OK, (await test.Client.PostAsync("/api/0/organizations/acme/chunk-upload/", form)).StatusCode);
        }

        // An interrupted upload goes on: only the other chunk is missing.
        var second = (await JsonAsync(await test.PostAsync(assemble, ask))).GetProperty(Hex(content));
        Assert.Equal(Hex(chunks[1]), Assert.Single(second.GetProperty("missingChunks").EnumerateArray()).GetString());
        using (var wrong = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", Hex(chunks[1]) } })
        {
            var refused = await test.Client.PostAsync("/api/0/organizations/acme/chunk-upload/", wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("hash", (await JsonAsync(refused)).GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        using (var form = ChunkForm(chunks[1]))
        {
            await test.Client.PostAsync("/api/0/organizations/acme/chunk-upload/", form);
        }

        var third = (await JsonAsync(await test.PostAsync(assemble, ask))).GetProperty(Hex(content));
        Assert.Equal("ok", third.GetProperty("state").GetString());
        Assert.Equal("04030201-0605-0807-090a-0b0c0d0e0f10", third.GetProperty("dif").GetProperty("debugId").GetString());
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.Combine(test.Folder, "symbol-chunks"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_with_another_id_or_hash_than_claimed_is_an_error_of_that_file_only()
    {
        await using var test = await StartAsync();
        var content = ElfBuilder.Build(BuildId);
        var other = Encoding.UTF8.GetBytes(Sym);
        using (var form = ChunkForm(content, other))
        {
            await test.Client.PostAsync("/api/0/organizations/acme/chunk-upload/", form);
        }

        var ask = $$"""
            {"{{Hex(content)}}":{"name":"app","debug_id":"aaaaaaaa-0605-0807-090a-0b0c0d0e0f10","chunks":["{{Hex(content)}}"]},
             "{{Hex([1])}}":{"name":"lie","chunks":["{{Hex(other)}}"]},
             "{{Hex(other)}}":{"name":"app.sym","chunks":["{{Hex(other)}}"]} }
            """;
        var answer = await JsonAsync(await test.PostAsync("/api/0/projects/acme/game/files/difs/assemble/", ask));
        Assert.Equal("error", answer.GetProperty(Hex(content)).GetProperty("state").GetString());
        Assert.Contains("id inside", answer.GetProperty(Hex(content)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("error", answer.GetProperty(Hex([1])).GetProperty("state").GetString());
        Assert.Equal("ok", answer.GetProperty(Hex(other)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Symupload_in_its_first_way()
    {
        await using var test = await TestServer.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("app"), "code_file" },
            { new StringContent("x86_64"), "cpu" },
            { new StringContent("app"), "debug_file" },
            { new StringContent("000000000000000000000000000000AA0"), "debug_identifier" },
            { new StringContent("Linux"), "os" },
            { new StringContent("2.5"), "version" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Sym)), "symbol_file", "app.sym" },
        };
        var key = Uri.EscapeDataString(test.Token);
        Assert.Equal(HttpStatusCode.Created, (await test.Client.PostAsync($"/symupload?key={key}", form)).StatusCode);
        Assert.Equal("2.5", test.Text("SELECT release FROM symbol_file"));
        using var wrong = new MultipartFormDataContent
        {
            { new StringContent("000000000000000000000000000000BB0"), "debug_identifier" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Sym)), "symbol_file", "app.sym" },
        };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await test.Client.PostAsync($"/symupload/game?key={key}", wrong)).StatusCode);
    }

    [Fact]
    public async Task Symupload_in_its_second_way()
    {
        await using var test = await TestServer.StartAsync();
        var key = "?key=" + Uri.EscapeDataString(test.Token);
        const string status = "/v1/symbols/app/000000000000000000000000000000AA0:checkStatus";
        Assert.Equal("{\"status\": \"MISSING\"}", await test.Client.GetStringAsync(status + key));
        var created = await JsonAsync(await test.PostAsync("/v1/uploads:create" + key, "", "application/x-www-form-urlencoded"));
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Sym)));
        using var put = new HttpRequestMessage(HttpMethod.Put, created.GetProperty("uploadUrl").GetString()) { Content = content };
        put.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.OK, (await test.Client.SendAsync(put)).StatusCode);
        var complete = $"/v1/uploads/{created.GetProperty("uploadKey").GetString()}:complete{key}";
        const string body = "{ symbol_id: {debug_file: \"app\", debug_id: \"000000000000000000000000000000AA0\" }, symbol_upload_type: \"BREAKPAD\" }";
        Assert.Equal("{\"result\": \"OK\"}", await (await test.PostAsync(complete, body, "application/son")).Content.ReadAsStringAsync());
        Assert.Equal("{\"status\": \"FOUND\"}", await test.Client.GetStringAsync(status + key));
        Assert.Equal(HttpStatusCode.NotFound, (await test.PostAsync(complete, body)).StatusCode);
    }

    [Fact]
    public async Task Scripts_for_tecken_work_with_their_token_header()
    {
        await using var test = await TestServer.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Zip(("app/AA0/app.sym", Encoding.UTF8.GetBytes(Sym)))), "symbols.zip", "symbols.zip" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload/") { Content = form };
        request.Headers.Add("Auth-Token", test.Token);
        Assert.Equal(HttpStatusCode.Created, (await test.Client.SendAsync(request)).StatusCode);
        using var without = new HttpRequestMessage(HttpMethod.Post, "/upload/");
        Assert.Equal(HttpStatusCode.Unauthorized, (await test.Client.SendAsync(without)).StatusCode);
        using var remote = new HttpRequestMessage(HttpMethod.Post, "/upload/")
        {
            Content = new FormUrlEncodedContent([new("url", "http://example.com/symbols.zip")]),
        };
        remote.Headers.Add("Auth-Token", test.Token);
        Assert.Equal(HttpStatusCode.BadRequest, (await test.Client.SendAsync(remote)).StatusCode);
    }

    [Fact]
    public async Task Pieces_of_our_own_protocol_are_resumable_and_named_by_sha256()
    {
        await using var test = await StartAsync();
        var content = Encoding.UTF8.GetBytes(Sym);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var ask = $$"""{"release":"3.0","files":[{"sha256":"{{hash}}","name":"app.sym","chunks":["{{hash}}"]}]}""";
        var first = (await JsonAsync(await test.PostAsync(Path(test) + "/assemble", ask))).GetProperty("files")[0];
        Assert.Equal("missing-chunks", first.GetProperty("state").GetString());
        using var chunk = new ByteArrayContent(content);
        Assert.Equal(HttpStatusCode.NoContent, (await test.Client.PutAsync($"{Path(test)}/chunks/{hash}", chunk)).StatusCode);
        var second = (await JsonAsync(await test.PostAsync(Path(test) + "/assemble", ask))).GetProperty("files")[0];
        Assert.Equal("stored", second.GetProperty("state").GetString());
        Assert.Equal("3.0", test.Text("SELECT release FROM symbol_file"));
        using var bad = new ByteArrayContent([1]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await test.Client.PutAsync($"{Path(test)}/chunks/{hash}", bad)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await test.Client.PutAsync($"{Path(test)}/chunks/..%2f..%2fx", bad)).StatusCode);
    }

    [Fact]
    public async Task Another_organisation_neither_sees_nor_adopts_a_file()
    {
        await using var test = await StartAsync();
        await test.PostAsync(Path(test), Sym);
        var catalog = test.Server.Services.GetRequiredService<SymbolCatalog>();
        var hash = Sha1(Encoding.UTF8.GetBytes(Sym));
        Assert.NotEmpty(catalog.ByHash(hash, new SymbolAudience(1)));
        Assert.Empty(catalog.ByHash(hash, new SymbolAudience(2)));
        Assert.Empty(catalog.ByHash(hash, SymbolAudience.Everybody));
        Assert.Null(catalog.Adopt(hash, new SymbolOwner(2, 7, null, null), "x"));
        catalog.SetPublic(test.Project, isPublic: true);
        Assert.NotEmpty(catalog.ByHash(hash, SymbolAudience.Everybody));
    }
}
