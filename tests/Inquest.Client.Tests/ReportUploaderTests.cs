using System.Text;
using Inquest.Client.Delivery;
using Inquest.Client.Spool;

namespace Inquest.Client.Tests;

public sealed class ReportUploaderTests : IDisposable
{
    static readonly ClientLimits Quick = new() { FirstBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(5), MaxReports = 5000 };

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-client-").FullName;
    readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Sends_event_and_dump_together_and_forgets_them()
    {
        await using var server = await FaultyServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        var id = Spool(spool, dump: Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray());
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new DeliveryResult(1, 0, 0, 0, 0, null), result);
        Assert.Equal(1, server.Events[id]);
        Assert.Equal(200_000, server.Dumps[id].Length);
        Assert.Equal(199, server.Dumps[id][199]);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "pending")));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(302)]
    public async Task Comes_back_after_a_failure(int status)
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = FaultyServer.Answers(status, status, status, status);
        var spool = new SpoolFolder(_folder);
        var id = Spool(spool);
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, result.Sent);
        Assert.Equal(1, server.Events[id]);
    }

    [Fact]
    public async Task Five_failures_end_a_launch_and_the_next_one_starts_afresh()
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = (_, context) => { context.Response.StatusCode = 503; return Task.FromResult(true); };
        var spool = new SpoolFolder(_folder);
        var (first, second) = (Spool(spool), Spool(spool));
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 2, "http-503"), (result.Sent, result.Waiting, result.LastFailure));
        Assert.Equal(5, server.Requests);

        server.Fault = null;
        Assert.Equal(2, (await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken)).Sent);
        Assert.Equal(1, server.Events[first]);
        Assert.Equal(1, server.Events[second]);
    }

    [Fact]
    public async Task A_connection_that_breaks_at_any_place_loses_nothing()
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = async (n, context) =>
        {
            if (n >= 4)
            {
                return false;
            }

            // 0: before anything is read; the others a little later each.
            var read = new byte[1 + (n * 5_000)];
            _ = await context.Request.Body.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false);
            context.Abort();
            return true;
        };
        var spool = new SpoolFolder(_folder);
        var dump = new byte[300_000];
        new Random(1).NextBytes(dump);
        var id = Spool(spool, dump);
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (result.Sent, result.Waiting));
        Assert.Equal(dump, server.Dumps[id]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_leaves_the_report_where_it_is()
    {
        var server = await FaultyServer.StartAsync();
        await server.DisposeAsync();
        var spool = new SpoolFolder(_folder);
        Spool(spool);
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 1, "network"), (result.Sent, result.Waiting, result.LastFailure));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    public async Task A_final_no_is_kept_with_its_reason_and_told(int status)
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = FaultyServer.Answers(status);
        var spool = new SpoolFolder(_folder);
        var (refused, taken) = (Spool(spool, dump: [1, 2, 3]), Spool(spool));
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1, 0), (result.Sent, result.Refused, result.Waiting));
        Assert.True(File.Exists(Path.Combine(_folder, "refused", $"{refused}.http-{status}.event.json")));
        Assert.True(File.Exists(Path.Combine(_folder, "refused", $"{refused}.http-{status}.dmp")));
        Assert.Equal(1, server.Events[taken]);
        Assert.Equal(1, server.Discarded["send_error"]);
    }

    [Theory]
    [InlineData("Retry-After", "3600")]
    [InlineData("X-Sentry-Rate-Limits", "3600:error;default:key:quota")]
    [InlineData("X-Sentry-Rate-Limits", "3600::organization")]
    public async Task A_long_limit_is_obeyed_and_the_report_waits_for_the_next_launch(string header, string value)
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers[header] = value;
            return Task.FromResult(true);
        };
        var spool = new SpoolFolder(_folder);
        Spool(spool);
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (result.Sent, result.Waiting));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_limit_on_something_else_stops_nothing()
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = (_, context) => { context.Response.Headers["X-Sentry-Rate-Limits"] = "3600:session:key, junk, 5"; return Task.FromResult(false); };
        var spool = new SpoolFolder(_folder);
        Spool(spool);
        Spool(spool);
        Assert.Equal(2, (await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken)).Sent);
    }

    [Fact]
    public async Task The_same_crash_is_sent_three_times_a_day_and_counted_ever_after()
    {
        await using var server = await FaultyServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        for (var i = 0; i < 10; i++)
        {
            Spool(spool, function: "level_7");
        }

        var other = Spool(spool, function: "menu");
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((4, 7, 0), (result.Sent, result.Repeated, result.Waiting));
        Assert.True(server.Events.ContainsKey(other));
        Assert.Equal(7, server.Discarded["fingerprint_limit"]);
    }

    [Fact]
    public async Task Twenty_senders_on_one_folder_send_each_report_once()
    {
        await using var server = await FaultyServer.StartAsync();
        server.Fault = (n, context) =>
        {
            if (n % 3 != 0)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        var spool = new SpoolFolder(_folder);
        var ids = Enumerable.Range(0, 300).Select(_ => Spool(spool)).ToHashSet(StringComparer.Ordinal);
        for (var launch = 0; launch < 60 && spool.Pending().Count > 0; launch++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
                Uploader(new SpoolFolder(_folder), server).SendAllAsync(cancellation: TestContext.Current.CancellationToken)));
        }

        Assert.Empty(spool.Pending());
        Assert.Equal(ids.Order(), server.Events.Keys.Order());
        Assert.All(server.Events.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task Damaged_and_enormous_events_are_dropped_and_counted()
    {
        await using var server = await FaultyServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        spool.Add(Guid.NewGuid().ToString("N"), new byte[2 << 20]);
        File.WriteAllText(Path.Combine(_folder, "pending", Guid.NewGuid().ToString("N") + ".event.json"), "");
        File.WriteAllText(Path.Combine(_folder, "pending", "notes.txt"), "not ours");
        var result = await Uploader(spool, server).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 2, 0), (result.Sent, result.Dropped, result.Waiting));
        Assert.Equal(2, server.Discarded["internal_sdk_error"]);
        Assert.True(File.Exists(Path.Combine(_folder, "pending", "notes.txt")));
    }

    ReportUploader Uploader(SpoolFolder spool, FaultyServer server) => new(spool, server.Dsn, _http, Quick);

    static string Spool(SpoolFolder spool, byte[]? dump = null, string? function = null)
    {
        var id = Guid.NewGuid().ToString("N");
        var stack = function is null ? "" : ""","exception":{"values":[{"type":"SIGSEGV","stacktrace":{"frames":[{"function":"main"},{"function":"NAME"}]}}]}""".Replace("NAME", function, StringComparison.Ordinal);
        using var stream = dump is null ? null : new MemoryStream(dump);
        spool.Add(id, Encoding.UTF8.GetBytes($$"""{"event_id":"{{id}}","platform":"native"{{stack}}}"""), stream);
        return id;
    }
}
