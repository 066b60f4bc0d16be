using System.Net;
using Inquest.Testing;

namespace Inquest.Server.Tests;

public sealed class DumpIngestTests
{
    static byte[]? Dump(string name)
    {
        var path = Corpus.Case("minidump/" + name) is { } folder ? Path.Combine(folder, "dump.dmp") : null;
        return path is not null && File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    static MultipartFormDataContent Form(byte[] dump) => new()
    {
        { new StringContent("game"), "prod" },
        { new StringContent("1.4.0"), "ver" },
        { new StringContent("it just closed"), "comments" },
        { new ByteArrayContent(dump), "upload_file_minidump", "crash.dmp" },
    };

    [Fact]
    public async Task A_dump_in_a_form_becomes_a_crash()
    {
        if (Dump("bp-linux-null-dereference") is not { } dump)
        {
            Assert.Skip("corpus not present");
            return;
        }

        await using var test = await TestServer.StartAsync();
        using var form = Form(dump);
        var answer = await test.Client.PostAsync(test.MinidumpPath, form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        var id = Guid.ParseExact(await answer.Content.ReadAsStringAsync(), "D").ToString("N");
        await test.DrainedAsync();
        Assert.Equal("stored", test.Text("SELECT state FROM event"));
        Assert.Equal("1.4.0", test.Text("SELECT release FROM event"));
        Assert.Equal("it just closed", test.Text("SELECT comments FROM user_report"));
        Assert.Equal(1, test.Outcomes("error", 0));
        var report = test.Report(id);
        Assert.True(report.IsCrash);
        Assert.Contains("SIGSEGV", report.Crash!.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(report.Threads[report.Crash.ThreadIndex!.Value].Frames);
        Assert.True(test.Number("SELECT count(*) FROM missing_symbol") > 0);
    }

    [Fact]
    public async Task Symbols_that_arrive_later_redo_the_stored_crash()
    {
        var dump = Dump("bp-linux-null-read-av");
        var symbols = Corpus.Root is null ? [] : Directory.GetFiles(Corpus.Case("minidump/bp-linux-null-read-av")!, "*.sym", SearchOption.AllDirectories);
        if (dump is null || symbols.Length == 0)
        {
            Assert.Skip("corpus not present");
            return;
        }

        await using var test = await TestServer.StartAsync();
        using var form = Form(dump);
        await test.Client.PostAsync(test.MinidumpPath, form);
        await test.DrainedAsync();
        var before = test.Number("SELECT sum(frames) FROM missing_symbol");
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        foreach (var file in symbols)
        {
            var answer = await test.PostAsync($"/api/v1/projects/{test.Project}/symbols?release=1.4.0", await File.ReadAllBytesAsync(file));
            Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.OK]);
        }

        await test.DrainedAsync();
        Assert.True(test.Number("SELECT coalesce(sum(frames), 0) FROM missing_symbol") < before);
        Assert.Equal(1, test.Number("SELECT sum(event_count) FROM issue"));
        Assert.Equal(1, test.Number("SELECT sum(event_count) FROM issue WHERE merged_into IS NULL"));
        Assert.Equal(1, test.Outcomes("error", 0));
    }

    [Fact]
    public async Task What_is_no_dump_is_refused_and_a_broken_one_is_a_visible_failure()
    {
        await using var test = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await test.PostAsync(test.MinidumpPath, "hello", "application/octet-stream")).StatusCode);
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "prod" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await test.Client.PostAsync(test.MinidumpPath, empty)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(test.MinidumpPath, "MDMP and nothing more", "application/octet-stream")).StatusCode);
        await test.DrainedAsync();
        Assert.Equal("failed", test.Text("SELECT state FROM event"));
        Assert.Contains("cannot be opened", test.Text("SELECT failure FROM event"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbol_uploads_want_a_token_and_a_symbol_file()
    {
        await using var test = await TestServer.StartAsync();
        var path = $"/api/v1/projects/{test.Project}/symbols";
        Assert.Equal(HttpStatusCode.Unauthorized, (await test.PostAsync(path, "MODULE Linux x86_64 0 a\n")).StatusCode);
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await test.PostAsync(path, "nothing")).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await test.PostAsync(path, "MODULE Linux x86_64 000000000000000000000000000000AA0 ../../x\n")).StatusCode);
        const string good = "MODULE Linux x86_64 000000000000000000000000000000AA0 app\nFUNC 0 1 0 main\n";
        Assert.Equal(HttpStatusCode.Created, (await test.PostAsync(path, good)).StatusCode);
        Assert.Contains("\"duplicate\"", await (await test.PostAsync(path, good)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "{\"status\": \"FOUND\"}",
            await test.Client.GetStringAsync("/v1/symbols/app/000000000000000000000000000000AA0:checkStatus"), StringComparison.Ordinal);
    }
}
