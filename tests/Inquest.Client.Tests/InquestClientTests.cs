using System.Diagnostics;
using System.Text.Json;
using Inquest.Protocol;
using Inquest.Protocol.Events;
using Inquest.Reports;

namespace Inquest.Client.Tests;

/// <summary>A client in this process against a real HTTP server.</summary>
public sealed class InquestClientTests : IDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-sdk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_handled_exception_arrives_as_the_server_reads_it()
    {
        await using var server = await FaultyServer.StartAsync();
        using var client = Start(server);
        client.Scope.SetTag("shelf", "north");
        client.Scope.User = new ReportUser { Id = "u-1", Email = "kim@example.com" };
        client.Scope.SetExtra("weight", 12.5);
        client.Scope.SetContext("basket", new Dictionary<string, object?>(StringComparer.Ordinal) { ["items"] = 3 });
        client.AddBreadcrumb(new Breadcrumb("opened", "ui"));
        var id = client.CaptureException(await ThrownAsync(), report => report.Tags["late"] = "yes");
        Assert.True(await client.FlushAsync(Long));

        var report = Read(server, id!);
        Assert.Equal("client-tests@1.0", report.Release);
        Assert.Equal(("north", "yes"), (report.Tags.First(tag => tag.Key == "shelf").Value, report.Tags.First(tag => tag.Key == "late").Value));
        Assert.Equal("u-1", report.User?.Id);
        Assert.Equal("opened", report.Breadcrumbs[0].Message);
        var (thrown, cause) = (report.Exceptions[0], report.Exceptions[1]);
        Assert.Equal(("System.InvalidOperationException", "no such book", true), (thrown.Type, thrown.Value, thrown.Handled));
        Assert.Equal("System.FormatException", cause.Type);
        Assert.Equal("ThrownAsync", thrown.Frames[0].Function);
        Assert.Equal("Inquest.Client.Tests.InquestClientTests", thrown.Frames[0].Module);
        Assert.True(thrown.Frames[0].InApp);
        Assert.True(thrown.Frames[0].Line > 0);
        Assert.NotNull(thrown.Frames[0].MethodToken);
        var module = report.Modules[thrown.Frames[0].ModuleIndex!.Value];
        Assert.Equal("pe_dotnet", module.Format);
        Assert.Equal(40, module.DebugId!.Length);
        Assert.DoesNotContain(thrown.Frames, frame => frame.Function is "MoveNext" or "Throw");
    }

    [Fact]
    public async Task The_same_object_is_reported_once()
    {
        await using var server = await FaultyServer.StartAsync();
        using var client = Start(server);
        var exception = await ThrownAsync();
        Assert.NotNull(client.CaptureException(exception));
        Assert.Null(client.CaptureException(exception, mechanism: "ILogger"));
        Assert.True(await client.FlushAsync(Long));
        Assert.Single(server.Events);
    }

    [Fact]
    public async Task A_pushed_scope_ends_where_it_was_pushed_and_reaches_into_tasks()
    {
        await using var server = await FaultyServer.StartAsync();
        using var client = Start(server);
        client.Scope.SetTag("where", "everywhere");
        string? inner;
        using (client.PushScope())
        {
            client.CurrentScope.SetTag("where", "request");
            inner = await Task.Run(() => client.CaptureMessage("inside"));
        }

        var outer = client.CaptureMessage("outside");
        Assert.True(await client.FlushAsync(Long));
        Assert.Equal("request", Read(server, inner!).Tags.First(tag => tag.Key == "where").Value);
        Assert.Equal("everywhere", Read(server, outer!).Tags.First(tag => tag.Key == "where").Value);
    }

    [Fact]
    public async Task The_trace_of_the_current_activity_is_attached()
    {
        await using var server = await FaultyServer.StartAsync();
        using var client = Start(server);
        using var activity = new Activity("lend").SetIdFormat(ActivityIdFormat.W3C).Start();
        var id = client.CaptureMessage("with a trace");
        Assert.True(await client.FlushAsync(Long));
        using var json = JsonDocument.Parse(server.Bodies[id!]);
        Assert.Equal(activity.TraceId.ToHexString(), json.RootElement.GetProperty("contexts").GetProperty("trace").GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task What_cannot_be_sent_waits_on_disk_and_goes_with_the_next_run()
    {
        var server = await FaultyServer.StartAsync();
        server.Fault = (_, context) => { context.Response.StatusCode = 503; return Task.FromResult(true); };
        await using var running = server;
        string? id;
        using (var client = Start(server))
        {
            id = client.CaptureMessage("while it is down");
            Assert.False(await client.FlushAsync(Long));
        }

        Assert.Empty(server.Events);
        server.Fault = null;
        using (var client = Start(server))
        {
            Assert.True(await client.FlushAsync(Long));
        }

        Assert.Equal(1, server.Events[id!]);
        // The first run's session came late, and complete: begun and ended in one update.
        var first = server.Sessions.First();
        Assert.Equal(("exited", true), (first.GetProperty("status").GetString(), first.GetProperty("init").GetBoolean()));
    }

    [Fact]
    public async Task Limited_errors_fall_silent_and_are_counted_while_sessions_go_on()
    {
        await using var server = await FaultyServer.StartAsync();
        using (var client = Start(server, options => options.Sampling = HandledSampling.None))
        {
            Assert.NotNull(client.CaptureMessage("one", ReportLevel.Error));
            Assert.True(await client.FlushAsync(Long));
            server.Fault = (_, context) => { context.Response.Headers["X-Sentry-Rate-Limits"] = "600:error;default:key:quota"; return Task.FromResult(false); };
            Assert.NotNull(client.CaptureMessage("two", ReportLevel.Error));
            Assert.True(await client.FlushAsync(Long));
            for (var i = 0; i < 40; i++)
            {
                Assert.Null(client.CaptureMessage("silent", ReportLevel.Error));
            }
        }

        Assert.Equal(2, server.Events.Count);
        // Its end came after the limit.
        Assert.Equal(["ok", "exited"], server.Sessions.Select(session => session.GetProperty("status").GetString()).Distinct());
        Assert.Equal(42, server.Sessions.Last().GetProperty("errors").GetInt32());

        // The counts are told as soon as errors are welcome again.
        server.Fault = null;
        using (var next = Start(server))
        {
            Assert.True(await next.FlushAsync(Long));
        }

        Assert.Equal(40, server.Discarded["ratelimit_backoff"]);
    }

    [Fact]
    public async Task Everything_that_is_given_is_either_taken_or_told()
    {
        await using var server = await FaultyServer.StartAsync();
        var dropped = 0;
        using (var client = Start(server, options =>
        {
            options.Sampling = new HandledSampling { FirstPerFingerprint = 3, Rate = 0.5, MaxPerFingerprint = 20, MaxPerMinute = 60 };
            options.BeforeSend = report => report.Message != "secret" || Interlocked.Increment(ref dropped) < 0;
        }))
        {
            for (var i = 0; i < 500; i++)
            {
                client.CaptureMessage("flood", ReportLevel.Error);
                client.CaptureMessage(i % 100 == 0 ? "secret" : $"kind {i % 20}", ReportLevel.Error);
            }

            Assert.True(await client.FlushAsync(Long));
        }

        Assert.Equal(1000, server.Events.Count + server.Discarded.Values.Sum());
        Assert.True(server.Discarded.ContainsKey("before_send"));
        Assert.True(server.Events.Count < 120);
    }

    [Fact]
    public async Task Options_that_are_no_good_leave_one_line_and_a_client_that_does_nothing()
    {
        foreach (var (dsn, folder) in new[] { ("not a dsn", _folder), ($"http://{new string('a', 32)}@127.0.0.1:9/1", "/proc/nothing/here") })
        {
            var lines = new List<string>();
            using var client = InquestClient.Start(new InquestOptions
            {
                Dsn = dsn, DatabasePath = folder, NativeCapture = NativeCapture.Off, Diagnostics = (_, text, _) => lines.Add(text),
            });
            Assert.Single(lines);
            Assert.False(client.IsEnabled);
            Assert.Null(client.CaptureMessage("nobody hears it"));
            Assert.Null(client.CaptureException(new InvalidOperationException("nor this")));
            client.StartSession();
            client.EndSession();
            Assert.True(await client.FlushAsync(TimeSpan.FromSeconds(1)));
        }
    }

    [Fact]
    public async Task Nothing_leaves_before_a_yes_and_a_no_deletes_what_waits()
    {
        await using var server = await FaultyServer.StartAsync();
        string? kept;
        using (var client = Start(server, options => options.RequireConsent = true))
        {
            kept = client.CaptureMessage("before anybody was asked", ReportLevel.Error);
            client.CaptureCrash(await ThrownAsync());
            await client.FlushAsync(Long);
        }

        Assert.Equal(0, server.Requests);
        using (var client = Start(server, options => options.RequireConsent = true))
        {
            await client.FlushAsync(Long);
            Assert.Equal(0, server.Requests);
            client.SetConsent(given: true);
            Assert.True(await client.FlushAsync(Long));
            Assert.Equal(2, server.Events.Count);
            Assert.Equal(1, server.Events[kept!]);
            Assert.Contains(server.Sessions, session => session.GetProperty("status").GetString() == "crashed");

            server.Fault = (_, context) => { context.Response.StatusCode = 503; return Task.FromResult(true); };
            Assert.NotNull(client.CaptureMessage("while it is down", ReportLevel.Error));
            await client.FlushAsync(Long);
            client.SetConsent(given: false);
            Assert.Null(client.CaptureMessage("after the no", ReportLevel.Error));
            client.CaptureCrash(await ThrownAsync());
        }

        Assert.Empty(Directory.GetFiles(_folder, "*.event.json", SearchOption.AllDirectories));
        server.Fault = null;
        using (var client = Start(server, options => options.RequireConsent = true))
        {
            await client.FlushAsync(Long);
        }

        Assert.Equal(2, server.Events.Count);
    }

    [Fact]
    public async Task A_report_that_is_too_large_keeps_its_stack()
    {
        await using var server = await FaultyServer.StartAsync();
        using var client = Start(server);
        for (var i = 0; i < 200; i++)
        {
            client.Scope.SetExtra($"blob {i}", new string('x', 8000));
        }

        var id = client.CaptureException(await ThrownAsync());
        Assert.True(await client.FlushAsync(Long));
        Assert.Equal("ThrownAsync", Read(server, id!).Exceptions[0].Frames[0].Function);
    }

    InquestClient Start(FaultyServer server, Action<InquestOptions>? change = null)
    {
        var options = new InquestOptions
        {
            Dsn = server.Dsn.ToString(),
            DatabasePath = _folder,
            Release = "client-tests@1.0",
            NativeCapture = NativeCapture.Off,
            CaptureUnhandledExceptions = false,
            Diagnostics = static (_, _, _) => { },
            Limits = new ClientLimits { FirstBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(5) },
        };
        change?.Invoke(options);
        return InquestClient.Start(options);
    }

    static Report Read(FaultyServer server, string id)
    {
        Assert.Equal(EventError.None, SdkEventReader.Read(server.Bodies[id], new EventContext(DateTimeOffset.UtcNow), new ProtocolLimits(), out var read));
        Assert.False(read!.Repaired);
        return read!.Report;
    }

    static async Task<Exception> ThrownAsync()
    {
        try
        {
            await Task.Yield();
            try
            {
                _ = int.Parse("seven");
                return null!;
            }
            catch (FormatException e)
            {
                throw new InvalidOperationException("no such book", e);
            }
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
