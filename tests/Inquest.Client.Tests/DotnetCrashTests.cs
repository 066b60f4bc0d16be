using System.Diagnostics;
using System.Text.Json;
using Inquest.Protocol;
using Inquest.Protocol.Events;
using Inquest.Reports;
using Inquest.Testing;

namespace Inquest.Client.Tests;

/// <summary>samples/dotnet-crash-me as a process of its own: it dies without a network, is started again with one, and its crash is there once.</summary>
public sealed class DotnetCrashTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly string Source = Path.Combine(ProjectTree.Root, "samples", "dotnet-crash-me", "Shelf.cs");

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-dotnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("unhandled", "System.InvalidOperationException", "Find")]
    [InlineData("inner", "System.ArgumentException", "LendWrapped")]
    [InlineData("aggregate", "System.AggregateException", "<lambda>")]
    [InlineData("async", "System.InvalidOperationException", "Find")]
    [InlineData("thread", "System.InvalidOperationException", "Find")]
    [InlineData("lambda", "System.InvalidOperationException", "<lambda>")]
    [InlineData("local-function", "System.InvalidOperationException", "Outer.Inner")]
    [InlineData("null", "System.NullReferenceException", "<lambda>")]
    [InlineData("divide", "System.DivideByZeroException", "<lambda>")]
    [InlineData("liar", "Inquest.Samples.DotnetCrashMe.LiarException", "<lambda>")]
    [InlineData("no-exception-text", "System.InvalidOperationException", "<lambda>")]
    [InlineData("out-of-memory", "System.OutOfMemoryException", "<lambda>")]
    [InlineData("caught-then-unhandled", "System.InvalidOperationException", "Find")]
    public async Task A_crash_without_a_network_is_shown_once_after_the_next_start(string way, string type, string function)
    {
        // A port that nobody listens at.
        var died = await RunAsync(way, $"http://{new string('a', 32)}@127.0.0.1:9/7");
        Assert.Equal(134, died.ExitCode);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "pending"), "*.event.json"));

        await using var server = await FaultyServer.StartAsync();
        // Twice: the second start has nothing left to send.
        foreach (var _ in new[] { 1, 2 })
        {
            var next = await RunAsync("exit", server.Dsn.ToString());
            Assert.True(next.ExitCode == 0, next.Errors);
        }

        var (id, times) = Assert.Single(server.Events);
        Assert.Equal(1, times);
        var report = Read(server.Bodies[id]);
        Assert.Equal((type, false), (report.Exceptions[0].Type, report.Exceptions[0].Handled));
        var top = report.Exceptions[0].Frames.First(frame => frame.InApp == true);
        Assert.EndsWith(function, top.Function, StringComparison.Ordinal);
        Assert.True(top.Line > 0, "the PDB lies beside the program");
        Assert.Equal(way, report.Tags["way"]);
        Assert.Equal("about to go: " + way, report.Breadcrumbs[0].Message);
        Assert.Contains(report.Threads, thread => thread.Crashed && thread.Frames.Count > 0);

        var sessions = server.Sessions.Select(session => session.GetProperty("status").GetString()).ToList();
        Assert.Equal(1, sessions.Count(status => status == "crashed"));
        Assert.DoesNotContain("abnormal", sessions);
    }

    [Fact]
    public async Task The_crash_is_sent_at_once_where_there_is_a_network()
    {
        await using var server = await FaultyServer.StartAsync();
        await RunAsync("unhandled", server.Dsn.ToString());
        Assert.Single(server.Events);
        Assert.Equal("crashed", server.Sessions.Last().GetProperty("status").GetString());
        Assert.Equal(1, server.Sessions.Last().GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task The_crashing_lines_and_the_thread_are_the_right_ones()
    {
        await using var server = await FaultyServer.StartAsync();
        await RunAsync("thread", server.Dsn.ToString());
        var report = Read(server.Bodies.Values.Single());
        var frames = report.Exceptions[0].Frames;
        Assert.Equal(("Find", LineOf("Find")), (frames[0].Function, frames[0].Line));
        Assert.Equal(("Lend", LineOf("Lend")), (frames[1].Function, frames[1].Line));
        Assert.Equal("lender", report.Threads.Single(thread => thread.Crashed).Name);
    }

    [Fact]
    public async Task Async_frames_are_those_that_people_wrote()
    {
        await using var server = await FaultyServer.StartAsync();
        await RunAsync("async", server.Dsn.ToString());
        var frames = Read(server.Bodies.Values.Single()).Exceptions[0].Frames;
        Assert.Equal(["Find", "FindAsync", "LendAsync", "Main"], frames.Select(frame => frame.Function).Take(4));
        Assert.Equal(LineOf("LendAsync"), frames[2].Line);
    }

    /// <summary>Faults that the runtime turns into exceptions: with libinquest beside it, whose handlers see each of them first.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caught_faults_are_never_reported_and_never_kill(bool preloaded)
    {
        Assert.SkipUnless(NativeLibrary.IsBuilt, "dist/lib/libinquest.so is not built: run eng/build-native");
        await using var server = await FaultyServer.StartAsync();
        var run = await RunAsync("caught", server.Dsn.ToString(), preloaded, NativeLibrary.Arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("caught 400", run.Output, StringComparison.Ordinal);
        Assert.Empty(server.Events);
        Assert.Equal("exited", server.Sessions.Last().GetProperty("status").GetString());
    }

    /// <summary>What managed code never sees, with libinquest started by Init (after the runtime) and before the runtime.</summary>
    [Theory]
    [InlineData("native-fault", 139, "SIGSEGV", false)]
    [InlineData("native-fault", 139, "SIGSEGV", true)]
    [InlineData("caught-then-native", 139, "SIGSEGV", false)]
    [InlineData("caught-then-native", 139, "SIGSEGV", true)]
    [InlineData("native-abort", 134, "SIGABRT", false)]
    [InlineData("native-abort", 134, "SIGABRT", true)]
    [InlineData("fail-fast", 134, "SIGABRT", false)]
    [InlineData("fail-fast", 134, "SIGABRT", true)]
    [InlineData("stack-overflow", 134, "SIGSEGV", false)]
    [InlineData("stack-overflow", 134, "SIGABRT", true)]
    [InlineData("stack-overflow-thread", 134, "SIGSEGV", false)]
    [InlineData("stack-overflow-thread", 134, "SIGABRT", true)]
    public async Task Native_deaths_leave_one_report_with_its_dump(string way, int exitCode, string signal, bool preloaded)
    {
        Assert.SkipUnless(NativeLibrary.IsBuilt, "dist/lib/libinquest.so is not built: run eng/build-native");
        var died = await RunAsync(way, $"http://{new string('a', 32)}@127.0.0.1:9/7", preloaded, NativeLibrary.Arguments);
        Assert.True(died.ExitCode == exitCode, died.Errors);
        // inquest-handler, where it is there, lets the process go first and writes then.
        for (var attempt = 0; attempt < 300 && Directory.GetFiles(Path.Combine(_folder, "pending"), "*.event.json").Length == 0; attempt++)
        {
            await Task.Delay(100);
        }

        await using var server = await FaultyServer.StartAsync();
        var next = await RunAsync("exit", server.Dsn.ToString());
        Assert.True(next.ExitCode == 0, next.Errors);
        var (id, times) = Assert.Single(server.Events);
        Assert.Equal(1, times);
        Assert.True(server.Dumps[id].Length > 10_000);
        using var json = JsonDocument.Parse(server.Bodies[id]);
        Assert.Equal(signal, json.RootElement.GetProperty("contexts").GetProperty("inquest").GetProperty("signal_name").GetString());
        Assert.Equal(way, json.RootElement.GetProperty("tags").GetProperty("way").GetString());
        Assert.Equal("dotnet-crash-me@1.0.0", json.RootElement.GetProperty("release").GetString());
        Assert.Single(server.Sessions, session => session.GetProperty("status").GetString() == "crashed");
    }

    /// <summary>The runtime aborts after a managed exception: that abort is not a second crash.</summary>
    [Theory]
    [InlineData("unhandled", false)]
    [InlineData("unhandled", true)]
    [InlineData("caught-then-unhandled", false)]
    [InlineData("caught-then-unhandled", true)]
    public async Task A_managed_death_is_one_report_also_beside_libinquest(string way, bool preloaded)
    {
        Assert.SkipUnless(NativeLibrary.IsBuilt, "dist/lib/libinquest.so is not built: run eng/build-native");
        await using var server = await FaultyServer.StartAsync();
        Assert.Equal(134, (await RunAsync(way, server.Dsn.ToString(), preloaded, NativeLibrary.Arguments)).ExitCode);
        await RunAsync("exit", server.Dsn.ToString());
        Assert.Equal("System.InvalidOperationException", Read(Assert.Single(server.Bodies).Value).Exceptions[0].Type);
        Assert.Empty(server.Dumps);
    }

    [Fact]
    public async Task A_flood_of_handled_errors_is_sampled_and_every_one_is_accounted_for()
    {
        await using var server = await FaultyServer.StartAsync();
        var run = await RunAsync("handled-flood", server.Dsn.ToString());
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.InRange(server.Events.Count, 10, 120);
        Assert.Equal(1000, server.Events.Count + server.Discarded.Values.Sum());
        Assert.Equal(1000, server.Sessions.Last().GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task An_exception_that_nobody_observed_is_an_error_and_no_crash()
    {
        await using var server = await FaultyServer.StartAsync();
        var run = await RunAsync("unobserved", server.Dsn.ToString());
        Assert.True(run.ExitCode == 0, run.Errors);
        var exception = Read(server.Bodies.Values.Single()).Exceptions[0];
        Assert.Equal(("failure 6", true, "UnobservedTaskException"), (exception.Value, exception.Handled, exception.MechanismType));
    }

    [Fact]
    public async Task A_killed_process_is_an_abnormal_session_at_the_next_start()
    {
        await using var server = await FaultyServer.StartAsync();
        Assert.Equal(137, (await RunAsync("kill", server.Dsn.ToString())).ExitCode);
        await RunAsync("exit", server.Dsn.ToString());
        Assert.Contains(server.Sessions, session => session.GetProperty("status").GetString() == "abnormal");
        Assert.Empty(server.Events);
    }

    [Fact]
    public async Task After_a_crash_at_the_start_the_next_start_sends_before_it_goes_on()
    {
        await RunAsync("unhandled", $"http://{new string('a', 32)}@127.0.0.1:9/7", "--crash-timeout", "0");
        await using var server = await FaultyServer.StartAsync();
        // Dies again, at once: only what Init sends itself can arrive of the first crash.
        await RunAsync("kill", server.Dsn.ToString());
        Assert.Single(server.Events);
    }

    Task<(int ExitCode, string Output, string Errors)> RunAsync(string way, string dsn, params string[] more) => RunAsync(way, dsn, preloaded: false, more);

    async Task<(int ExitCode, string Output, string Errors)> RunAsync(string way, string dsn, bool preloaded, string[] more)
    {
        var program = Path.Combine(Path.GetDirectoryName(typeof(DotnetCrashTests).Assembly.Location)!, "..", "..", "dotnet-crash-me", "debug", "dotnet-crash-me.dll");
        var start = new ProcessStartInfo("dotnet", [program, way, "--dsn", dsn, "--database", _folder, .. more, .. more.Contains("--crash-timeout") ? Array.Empty<string>() : ["--crash-timeout", "30"]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (preloaded)
        {
            (start.Environment["LD_PRELOAD"], start.Environment["INQUEST_PRELOAD"]) = (NativeLibrary.Path, _folder);
        }

        // 128 MiB of heap: out of memory comes soon, and to nobody else.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x8000000";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    static Report Read(byte[] json)
    {
        Assert.Equal(EventError.None, SdkEventReader.Read(json, new EventContext(DateTimeOffset.UtcNow), new ProtocolLimits(), out var read));
        Assert.False(read!.Repaired);
        return read.Report;
    }

    static int LineOf(string mark) =>
        File.ReadLines(Source).Select((line, index) => (Line: line, Number: index + 1)).Single(line => line.Line.EndsWith("// line: " + mark, StringComparison.Ordinal)).Number;
}
