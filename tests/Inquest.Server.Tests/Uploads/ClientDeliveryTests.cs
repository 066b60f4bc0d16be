using System.Security.Cryptography;
using System.Text;
using Inquest.Client;
using Inquest.Client.Delivery;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;
using Inquest.Testing;

namespace Inquest.Server.Tests.Uploads;

/// <summary>The real client against the real server, with and without a bad network between them.</summary>
public sealed class ClientDeliveryTests : IDisposable
{
    static readonly ClientLimits Quick = new() { FirstBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(5), RequestTimeout = TimeSpan.FromSeconds(2), MaxReports = 5_000 };

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-delivery-").FullName;
    readonly HttpClient _http = DeliveryHttp.Create(new HttpOptions { NoProxy = true });

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(DeliveryWay.Auto, WireCompression.Gzip)]
    [InlineData(DeliveryWay.SignedAddress, WireCompression.Zstd)]
    [InlineData(DeliveryWay.SignedAddress, WireCompression.None)]
    [InlineData(DeliveryWay.Minidump, WireCompression.Gzip)]
    [InlineData(DeliveryWay.Minidump, WireCompression.Zstd)]
    [InlineData(DeliveryWay.Envelope, WireCompression.Zstd)]
    [InlineData(DeliveryWay.Envelope, WireCompression.None)]
    public async Task Every_way_and_packing_arrives_as_the_same_crash(DeliveryWay way, WireCompression compression)
    {
        await using var test = await TestServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        var dump = UploadCaller.Dump(padding: 400_000);
        var id = Spool(spool, dump, "level");
        var result = await Uploader(spool, test, new DeliveryOptions { Way = way, Compression = compression }).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 0, null), (result.Sent, result.Waiting, result.LastFailure));
        await test.DrainedAsync();
        Assert.Equal("stored", test.Text("SELECT state FROM event"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(dump));
        Assert.Equal(hash, test.Text("SELECT lower(hex(dump_hash)) FROM event"));
        Assert.Equal("game@1.0", test.Report(id).Release);
        Assert.Equal(way is DeliveryWay.Auto or DeliveryWay.SignedAddress ? 1 : 0, test.Number("SELECT count(*) FROM crash_upload"));
    }

    [Fact]
    public async Task Copies_that_were_held_back_are_in_the_issues_total()
    {
        await using var test = await TestServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        for (var i = 0; i < 10; i++)
        {
            Spool(spool, UploadCaller.Dump(), "level");
        }

        var result = await Uploader(spool, test).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((3, 7, 0), (result.Sent, result.Repeated, result.Waiting));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "dropped"), "*.Repeated"));
        await test.DrainedAsync();
        await test.EventuallyAsync(() => test.Number("SELECT sum(event_count) FROM issue") == 10);
        Assert.Equal(1, test.Number("SELECT count(*) FROM issue"));
        Assert.Equal(1, test.Number("SELECT max(user_count) FROM issue"));
    }

    [Fact]
    public async Task The_server_holds_back_what_another_machine_of_the_user_sent_already()
    {
        await using var test = await TestServer.StartAsync();
        for (var machine = 0; machine < 2; machine++)
        {
            var spool = new SpoolFolder(Path.Combine(_folder, $"machine{machine}"));
            for (var i = 0; i < 2; i++)
            {
                Spool(spool, UploadCaller.Dump(), "level");
            }

            var result = await Uploader(spool, test).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(machine == 0 ? (2, 0) : (1, 1), (result.Sent, result.Repeated));
        }

        await test.DrainedAsync();
        await test.EventuallyAsync(() => test.Number("SELECT sum(event_count) FROM issue") == 4);
    }

    [Fact]
    public async Task A_bad_network_loses_nothing_and_doubles_nothing()
    {
        await using var test = await TestServer.StartAsync();
        await using var proxy = new FaultyProxy(new Uri(test.Server.Urls.First()), seed: 5)
        {
            Faults =
            [
                NetworkFault.None, NetworkFault.Answer500, NetworkFault.Answer503, NetworkFault.Answer429After, NetworkFault.CutRequest, NetworkFault.CutAnswer,
                NetworkFault.CutRequest, NetworkFault.CutAnswer, NetworkFault.Garbage, NetworkFault.Down, NetworkFault.CutRequest, NetworkFault.CutAnswer,
            ],
            CutWithin = 60_000,
        };
        var spool = new SpoolFolder(_folder);
        var ids = Enumerable.Range(0, 60).Select(i => Spool(spool, i % 3 == 0 ? null : UploadCaller.Dump((ulong)(0x400000 + i), i % 5 == 0 ? 300_000 : 0), $"level_{i}")).ToList();
        for (var launch = 0; launch < 300 && spool.Pending().Count > 0; launch++)
        {
            using var http = DeliveryHttp.Create(new HttpOptions { NoProxy = true });
            // Each request a connection of its own, and so a fault of its own.
            http.DefaultRequestHeaders.ConnectionClose = true;
            var uploader = new ReportUploader(new SpoolFolder(_folder), Dsn(test, proxy.Port), http, Quick with { MaxRetryAfter = TimeSpan.Zero });
            await uploader.SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        }

        Assert.Empty(spool.Pending());
        Assert.False(Directory.Exists(Path.Combine(_folder, "refused")));
        Assert.True(proxy.Counts.Count > 6);
        await test.DrainedAsync();
        Assert.Equal((60, 60), (test.Number("SELECT count(*) FROM event WHERE state = 'stored'"), test.Number("SELECT sum(event_count) FROM issue")));
        Assert.All(ids, id => Assert.Equal(1, test.Number($"SELECT count(*) FROM event WHERE event_id = x'{id}'")));
    }

    [Fact]
    public async Task A_portal_that_says_200_to_everything_is_not_believed_about_a_dump()
    {
        await using var test = await TestServer.StartAsync();
        await using var proxy = new FaultyProxy(new Uri(test.Server.Urls.First()), seed: 1) { Faults = [NetworkFault.Portal] };
        var spool = new SpoolFolder(_folder);
        Spool(spool, UploadCaller.Dump(), "level");
        var result = await new ReportUploader(spool, Dsn(test, proxy.Port), _http, Quick).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 1, "garbage"), (result.Sent, result.Waiting, result.LastFailure));
    }

    [Fact]
    public async Task A_paid_line_takes_small_reports_and_a_capped_one_takes_its_time()
    {
        await using var test = await TestServer.StartAsync();
        var spool = new SpoolFolder(_folder);
        Spool(spool, UploadCaller.Dump(padding: 200_000), "large");
        Spool(spool, null, "small");
        var result = await Uploader(spool, test, new DeliveryOptions { IsMetered = () => true }).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1, "metered"), (result.Sent, result.Waiting, result.LastFailure));
        var began = TimeProvider.System.GetTimestamp();
        result = await Uploader(spool, test, new DeliveryOptions { BytesPerSecond = 200_000, Compression = WireCompression.None }).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, result.Sent);
        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(0.8));
    }

    ReportUploader Uploader(SpoolFolder spool, TestServer test, DeliveryOptions? delivery = null) =>
        new(spool, Dsn(test, new Uri(test.Server.Urls.First()).Port), _http, Quick, delivery: delivery);

    static Dsn Dsn(TestServer test, int port) => Inquest.Protocol.Auth.Dsn.TryParse($"http://{test.Key}@127.0.0.1:{port}/{test.Project}", out var dsn) ? dsn! : throw new InvalidOperationException();

    static string Spool(SpoolFolder spool, byte[]? dump, string function)
    {
        var id = TestServer.NewId();
        using var stream = dump is null ? null : new MemoryStream(dump);
        spool.Add(id, Encoding.UTF8.GetBytes($$$"""
            {"event_id":"{{{id}}}","platform":"native","level":"fatal","release":"game@1.0","user":{"id":"u1"},
             "exception":{"values":[{"type":"SIGSEGV","value":"boom","stacktrace":{"frames":[{"function":"main"},{"function":"{{{function}}}"}]}}]}}
            """), stream);
        return id;
    }
}
