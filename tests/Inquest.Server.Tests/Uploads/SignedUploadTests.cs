using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Inquest.Server.Uploads;
using static Inquest.Server.Tests.Uploads.UploadCaller;

namespace Inquest.Server.Tests.Uploads;

public sealed class SignedUploadTests
{
    [Fact]
    public async Task An_upload_becomes_one_event_however_often_it_is_confirmed()
    {
        await using var test = await TestServer.StartAsync();
        var (id, dump) = (TestServer.NewId(), Dump());
        var hash = Convert.ToHexStringLower(SHA256.HashData(dump));
        var asked = await AskAsync(test, id, dump.Length, $"\"sha256\":\"{hash}\",\"release\":\"game@1.0\"");
        Assert.Equal(id, asked.GetProperty("crashId").GetString());
        Assert.Equal("PUT", asked.GetProperty("method").GetString());
        var lifetime = asked.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow;
        Assert.InRange(lifetime, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        using var put = await PutAsync(test, asked.GetProperty("url").GetString()!, dump);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        for (var i = 0; i < 3; i++)
        {
            var (status, body) = await ConfirmAsync(test, asked.GetProperty("key").GetString()!, $$$"""
                "crashId":"{{{id}}}","size":{{{dump.Length}}},"sha256":"{{{hash}}}","release":"game@1.0","event":{"event_id":"{{{id}}}","tags":{"mission":"moon"},"user":{"id":"u1"}}
                """);
            Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, body.GetProperty("status").GetString()));
        }

        await test.DrainedAsync();
        Assert.Equal((1, 1), (test.Number("SELECT count(*) FROM event"), test.Number("SELECT event_count FROM issue")));
        Assert.Equal("stored", test.Text("SELECT state FROM event"));
        Assert.Equal("moon", test.Report(id).Tags["mission"]);
        Assert.Equal("game@1.0", test.Report(id).Release);
        Assert.Equal(1, test.Outcomes("error", 0));
        Assert.True(File.Exists(Path.Combine(test.Folder, "blobs", hash[..2], hash[2..])));
        Assert.Equal("already-received", (await AskAsync(test, id, dump.Length)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_upload_confirmed_before_a_stop_is_there_after_it()
    {
        await using var test = await TestServer.StartAsync();
        var (id, dump) = (TestServer.NewId(), Dump());
        var asked = await AskAsync(test, id, dump.Length);
        await test.RestartAsync();
        // Another port, the same address: what is signed is the path.
        using var put = await PutAsync(test, new Uri(asked.GetProperty("url").GetString()!).PathAndQuery, dump);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await test.RestartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!)).Status);
        await test.RestartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!)).Status);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task An_address_that_was_changed_in_any_part_is_refused_and_counted()
    {
        await using var test = await TestServer.StartAsync();
        var dump = Dump();
        var url = (await AskAsync(test, TestServer.NewId(), dump.Length)).GetProperty("url").GetString()!;
        var key = new Uri(url).Segments[^1];
        string[] forged =
        [
            url.Replace(key, key[..^1] + (key[^1] == '0' ? '1' : '0'), StringComparison.Ordinal),
            url.Replace(key, "2" + key, StringComparison.Ordinal),
            url.Replace($"max={dump.Length}", $"max={dump.Length * 2}", StringComparison.Ordinal),
            url.Replace("kind=minidump", "kind=json", StringComparison.Ordinal),
            url.Replace("expires=", "expires=9", StringComparison.Ordinal),
            url.Replace("sha256=", "sha256=" + new string('a', 64), StringComparison.Ordinal),
            url.Replace("secret=", "secret=7", StringComparison.Ordinal),
            url[..^1] + (url[^1] == '0' ? '1' : '0'),
            url[..url.IndexOf("&signature", StringComparison.Ordinal)],
        ];
        foreach (var address in forged)
        {
            using var answer = await PutAsync(test, address, dump);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{address}: {answer.StatusCode}");
        }

        foreach (var path in (string[])["..%2f..%2finquest.db", "1.1.%2e%2e", "1.1.", new string('1', 90), "1.1.0123456789abcdef0123456789abcdeg", "01.1.0123456789abcdef0123456789abcdef"])
        {
            using var answer = await PutAsync(test, url.Replace(key, path, StringComparison.Ordinal), dump);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
        }

        await test.EventuallyAsync(() => test.Outcomes("error", 3, "upload_forged") == forged.Length && test.Outcomes("error", 3, "upload_key") == 6);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(test.Folder, "uploads")));
    }

    [Fact]
    public async Task An_expired_address_is_refused_and_counted_for_its_project()
    {
        await using var test = await TestServer.StartAsync(change: options => options with { UploadLimits = new() { AddressLifetime = TimeSpan.FromSeconds(-1) } });
        var asked = await AskAsync(test, TestServer.NewId(), 10);
        using var answer = await PutAsync(test, asked.GetProperty("url").GetString()!, new byte[10]);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        await test.EventuallyAsync(() => test.Number("SELECT sum(quantity) FROM outcome WHERE reason = 'upload_expired' AND project_id = 1") == 1);
    }

    [Fact]
    public async Task An_address_takes_one_upload()
    {
        await using var test = await TestServer.StartAsync();
        var dump = Dump();
        var asked = await AskAsync(test, TestServer.NewId(), dump.Length);
        var (url, key) = (asked.GetProperty("url").GetString()!, asked.GetProperty("key").GetString()!);
        using var first = await PutAsync(test, url, dump);
        using var again = await PutAsync(test, url, Dump(0x405678));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, key)).Status);
        using var late = await PutAsync(test, url, dump);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        await test.EventuallyAsync(() => test.Outcomes("error", 3, "upload_replayed") == 2);
    }

    [Fact]
    public async Task More_than_was_asked_for_is_refused_however_it_is_sent()
    {
        await using var test = await TestServer.StartAsync();
        var dump = Dump(padding: 100_000);
        foreach (var encoding in (string?[])[null, "gzip"])
        {
            var asked = await AskAsync(test, TestServer.NewId(), 1_000);
            using var answer = await PutAsync(test, asked.GetProperty("url").GetString()!, encoding is null ? dump : Gzip(new byte[1 << 20]), encoding: encoding);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!)).Status);
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(test, "/api/crash/signed-url", """{"size":99999999999}""")).Status);
        await test.EventuallyAsync(() => test.Outcomes("error", 3, "too_large:upload") == 3);
    }

    [Fact]
    public async Task A_confirmation_wants_the_right_client_and_the_right_bytes()
    {
        await using var test = await TestServer.StartAsync();
        var dump = Dump();
        var other = new string('b', 32);
        test.Database.Write(connection => connection.Prepare(
            "INSERT INTO project_key (project_id, public_key, label, created_at) VALUES (1, ?1, 'other', 0)").Bind(1, other).Run());
        var asked = await AskAsync(test, TestServer.NewId(), dump.Length);
        var key = asked.GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.NotFound, (await ConfirmAsync(test, key)).Status);
        using var put = await PutAsync(test, asked.GetProperty("url").GetString()!, dump);
        Assert.Equal(HttpStatusCode.Forbidden, (await ConfirmAsync(test, key, clientKey: other)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ConfirmAsync(test, "../" + key)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ConfirmAsync(test, key, $"\"crashId\":\"{TestServer.NewId()}\"")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ConfirmAsync(test, key, $"\"size\":{dump.Length - 1}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ConfirmAsync(test, key)).Status);

        foreach (var (bytes, more, expected) in ((byte[], string?, HttpStatusCode)[])
            [(dump, $"\"sha256\":\"{new string('0', 64)}\"", HttpStatusCode.UnprocessableEntity), (new byte[100], null, HttpStatusCode.BadRequest), (new byte[2], null, HttpStatusCode.BadRequest)])
        {
            asked = await AskAsync(test, TestServer.NewId(), bytes.Length);
            using var sent = await PutAsync(test, asked.GetProperty("url").GetString()!, bytes);
            Assert.Equal(expected, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!, more)).Status);
        }

        await test.EventuallyAsync(() => test.Outcomes("error", 3, "upload_swapped") == 1 && test.Outcomes("error", 3, "upload_differs") == 2
            && test.Outcomes("error", 3, "invalid_minidump") == 2 && test.Outcomes("error", 3, "upload_missing") == 2);
        Assert.Equal(0, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_it_was()
    {
        await using var test = await TestServer.StartAsync();
        var (id, dump) = (TestServer.NewId(), Dump(padding: 300_000));
        var asked = await AskAsync(test, id, dump.Length);
        var (url, at) = (asked.GetProperty("url").GetString()!, 0);
        using (var first = await PutAsync(test, url, dump[..100_000], Format($"bytes 0-99999/{dump.Length}")))
        {
            Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        }

        using (var head = await test.Client.SendAsync(new(HttpMethod.Head, url)))
        {
            at = int.Parse(head.Headers.GetValues("Upload-Offset").Single());
        }

        Assert.Equal(100_000, at);
        using (var gap = await PutAsync(test, url, dump[200_000..], Format($"bytes 200000-{dump.Length - 1}/{dump.Length}")))
        {
            Assert.Equal((HttpStatusCode)416, gap.StatusCode);
        }

        // A new address for the same crash finds what is there; the rest comes compressed.
        asked = await AskAsync(test, id, dump.Length);
        using (var rest = await PutAsync(test, asked.GetProperty("url").GetString()!, Gzip(dump[at..]), Format($"bytes {at}-{dump.Length - 1}/{dump.Length}"), "gzip"))
        {
            Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(dump));
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!, $"\"sha256\":\"{hash}\"")).Status);
        await test.DrainedAsync();
        Assert.Equal("stored", test.Text("SELECT state FROM event"));
    }

    [Fact]
    public async Task Zstd_and_an_event_without_a_dump_are_taken()
    {
        await using var test = await TestServer.StartAsync();
        var (id, dump) = (TestServer.NewId(), Dump());
        var asked = await AskAsync(test, id, dump.Length);
        using var compressor = new ZstdSharp.Compressor();
        using var put = await PutAsync(test, asked.GetProperty("url").GetString()!, compressor.Wrap(dump).ToArray(), encoding: "zstd");
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, asked.GetProperty("key").GetString()!)).Status);

        var other = TestServer.NewId();
        var json = System.Text.Encoding.UTF8.GetBytes($$"""{"event_id":"{{other}}","message":"no dump"}""");
        var (_, answer) = await PostAsync(test, "/api/crash/signed-url", $$"""{"crashId":"{{other}}","kind":"json","size":{{json.Length}}}""");
        using var text = await PutAsync(test, answer.GetProperty("url").GetString()!, json);
        Assert.Equal(HttpStatusCode.Accepted, (await ConfirmAsync(test, answer.GetProperty("key").GetString()!)).Status);
        await test.DrainedAsync();
        Assert.Equal(2, test.Number("SELECT count(*) FROM event WHERE state = 'stored'"));
    }

    [Fact]
    public async Task What_nobody_confirms_is_removed_and_counted()
    {
        var folder = Directory.CreateTempSubdirectory("inquest-uploads-").FullName;
        try
        {
            var limits = UploadLimits.Default;
            var uploads = new UploadFolder(folder, limits, TimeProvider.System);
            var key = new UploadKey(1, 1, TestServer.NewId());
            await using (var part = uploads.OpenPart(new UploadGrant(key, UploadKind.Minidump, 10, DateTimeOffset.UtcNow, null), 0))
            {
                part.Write(new byte[10]);
            }

            Assert.Empty(uploads.Sweep());
            Assert.Equal(10, uploads.Bytes);
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromHours(25));
            }

            Assert.Equal([key], uploads.Sweep());
            Assert.Empty(Directory.EnumerateFiles(folder));
            Assert.Equal(0, uploads.Bytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
