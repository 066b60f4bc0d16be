using System.Net;
using System.Text;
using Inquest.Testing;

namespace Inquest.Server.Tests;

public sealed class LatePartTests
{
    const string Story = """{"message":"told by the app","release":"game@2.0","tags":{"level":"cave"}}""";

    static byte[]? Dump()
    {
        var path = Corpus.Case("minidump/bp-linux-null-dereference") is { } folder ? Path.Combine(folder, "dump.dmp") : null;
        return path is not null && File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    static byte[] Item(string id, string header, byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"{{\"event_id\":\"{id}\"}}\n{{{header},\"length\":{payload.Length}}}\n"), .. payload];

    static byte[] Minidump(string id, byte[] dump) =>
        Item(id, "\"type\":\"attachment\",\"attachment_type\":\"event.minidump\",\"filename\":\"a.dmp\"", dump);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dump_and_its_event_that_arrive_apart_become_one_crash(bool eventFirst)
    {
        if (Dump() is not { } dump)
        {
            Assert.Skip("corpus not present");
            return;
        }

        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        var told = Encoding.UTF8.GetBytes(TestServer.Envelope(id, Story));
        foreach (var body in eventFirst ? [told, Minidump(id, dump)] : (byte[][])[Minidump(id, dump), told])
        {
            Assert.Equal(HttpStatusCode.OK, (await test.PostAsync(test.EnvelopePath, body)).StatusCode);
            await test.DrainedAsync();
        }

        await test.EventuallyAsync(() => test.Report(id) is { Crash: not null, Release: "game@2.0" });
        await test.DrainedAsync();
        var report = test.Report(id);
        Assert.Contains("SIGSEGV", report.Crash!.Reason, StringComparison.Ordinal);
        Assert.Equal("cave", report.Tags["level"]);
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
        Assert.Equal(1, test.Number("SELECT sum(event_count) FROM issue"));
        Assert.Equal(1, test.Outcomes("error", 0));
        // The same dump once more is a duplicate.
        await test.PostAsync(test.EnvelopePath, Minidump(id, dump));
        await test.DrainedAsync();
        Assert.Equal(1, test.Outcomes("error", 3, "duplicate"));
        Assert.Equal(0, test.Number("SELECT count(*) FROM attachment"));
    }

    [Fact]
    public async Task A_file_that_is_sent_again_is_kept_once()
    {
        await using var test = await TestServer.StartAsync();
        var id = TestServer.NewId();
        var file = Item(id, "\"type\":\"attachment\",\"filename\":\"log.txt\"", "hello"u8.ToArray());
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, Story));
        await test.PostAsync(test.EnvelopePath, file);
        await test.PostAsync(test.EnvelopePath, file);
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM attachment"));
        Assert.Equal(5, test.Outcomes("attachment", 0));
        Assert.Equal(5, test.Outcomes("attachment", 3, "duplicate"));
    }

    [Fact]
    public async Task Form_fields_in_an_envelope_join_the_dump_or_are_kept_as_a_file()
    {
        await using var test = await TestServer.StartAsync();
        var fields = """[["prod","game"],["ver","1.4"],["sentry[environment]","beta"]]"""u8.ToArray();
        var alone = TestServer.NewId();
        await test.PostAsync(test.EnvelopePath, Item(alone, "\"type\":\"form_data\"", fields));
        await test.DrainedAsync();
        Assert.Equal("form-data.json", test.Text("SELECT name FROM attachment"));
        if (Dump() is { } dump)
        {
            var id = TestServer.NewId();
            byte[] both = [.. Minidump(id, dump), (byte)'\n', .. Encoding.UTF8.GetBytes($"{{\"type\":\"form_data\",\"length\":{fields.Length}}}\n"), .. fields];
            await test.PostAsync(test.EnvelopePath, both);
            await test.DrainedAsync();
            Assert.Equal("1.4", test.Report(id).Release);
            Assert.Equal("beta", test.Report(id).Environment);
        }
    }

    [Fact]
    public async Task Unreals_crash_reporter_gets_an_id_and_its_dump_an_issue()
    {
        if (Corpus.Case("unreal/symbolic-unreal") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        await using var test = await TestServer.StartAsync();
        var body = await File.ReadAllBytesAsync(Path.Combine(folder, "unreal_crash"), TestContext.Current.CancellationToken);
        var answer = await test.PostAsync($"/api/{test.Project}/unreal/{test.Key}/?UserID=a|b|c", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var id = Guid.ParseExact(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "D").ToString("N");
        await test.DrainedAsync();
        var report = test.Report(id);
        Assert.Equal("Windows", report.System.Os);
        Assert.NotEmpty(report.Threads);
        Assert.StartsWith("Assertion failed", report.Message, StringComparison.Ordinal);
        Assert.Equal(3, test.Number("SELECT count(*) FROM attachment"));
        Assert.Equal("unreal.logs", test.Text("SELECT attachment_type FROM attachment WHERE name = 'MyProject.log'"));
        Assert.Equal(HttpStatusCode.BadRequest, (await test.PostAsync($"/api/{test.Project}/unreal/{test.Key}/", "CR1")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await test.PostAsync($"/api/{test.Project}/unreal/{new string('0', 32)}/", body)).StatusCode);
    }
}
