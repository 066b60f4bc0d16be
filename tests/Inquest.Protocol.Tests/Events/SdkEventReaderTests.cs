using System.Text.Json;
using Inquest.Protocol.Events;
using Inquest.Reports;

namespace Inquest.Protocol.Tests.Events;

public sealed class SdkEventReaderTests
{
    static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    static Report Read(string json, EventContext? context = null)
    {
        Assert.Equal(EventError.None, SdkEventReader.Read(Encoding.UTF8.GetBytes(json), context ?? new EventContext(Now), ProtocolLimits.Default, out var found));
        JsonSerializer.Serialize(found!.Report, ReportJson.Default.Report);
        return found.Report;
    }

    [Fact]
    public void Reads_an_unhandled_error_of_node()
    {
        var report = Read("""
            {"event_id":"9EC79C33EC9942AB8353589FCB2E04DC","platform":"node","level":"fatal","timestamp":1785585599.5,"release":"shop@1.0","environment":"production",
             "sdk":{"name":"sentry.javascript.node","version":"11.12.0"},"contexts":{"os":{"name":"Ubuntu","version":"24.04","kernel_version":"6.8"},"device":{"arch":"x64","processor_count":8},"runtime":{"name":"node","version":"v24"}},
             "exception":{"values":[{"type":"Error","value":"cause","stacktrace":{"frames":[{"filename":"node:internal/x","function":"run","in_app":false},null,{"filename":"/app/a.js","function":"boom","lineno":3,"colno":7,"in_app":true,"context_line":"throw"}]}},
               {"type":"TypeError","value":"outer","mechanism":{"type":"onuncaughtexception","handled":false}}]},
             "breadcrumbs":[{"timestamp":1785585599,"category":"http","data":{"url":"/x"}}],"tags":[["a","1"],["b",2]],"modules":{"x":"1"}}
            """);
        Assert.Equal(("9ec79c33ec9942ab8353589fcb2e04dc", "node", "fatal", true, "crash"), (report.EventId, report.Platform, report.Level, report.IsCrash, report.Kind));
        Assert.Equal(["TypeError", "Error"], report.Exceptions.Select(e => e.Type));
        Assert.Equal(["boom", "run"], report.Exceptions[1].Frames.Select(f => f.Function));
        Assert.Equal(("amd64", 8, "node"), (report.System.Cpu, report.System.CpuCount, report.System.Runtime));
        Assert.Equal("2", report.Tags["b"]);
        Assert.Null(report.OriginalTimestamp);
    }

    [Fact]
    public void Reads_relative_frames_of_dotnet()
    {
        var report = Read("""
            {"platform":"csharp","level":"error","exception":{"values":[{"type":"System.InvalidOperationException","value":"x","mechanism":{"type":"AppDomain.UnhandledException","handled":false},
              "stacktrace":{"frames":[{"function":"Main","module":"Program","in_app":true,"addr_mode":"rel:0","instruction_addr":"0x1f","function_id":"0x6000004","package":"App, Version=1.0.0.0"},{"function":"Recurse x 3","addr_mode":"rel:9"}]}}]},
             "debug_meta":{"images":[{"type":"pe_dotnet","code_file":"/app/App.dll","debug_id":"3f1a8c2e-0000-4000-8000-000000000001-91d88dcf","code_id":"e6e3d5a1c000"}]},
             "user":{"ip_address":"{{auto}}"},"contexts":{"os":{"raw_description":"Linux 6.8"}}}
            """, new EventContext(Now) { PeerAddress = "10.0.0.9", EventId = "0123456789abcdef0123456789abcdef" });
        var frame = report.Exceptions[0].Frames[1];
        Assert.Equal((0x6000004u, 0x1fu, 0, "Program"), (frame.MethodToken, frame.IlOffset, frame.ModuleIndex, frame.Module));
        Assert.Null(frame.Instruction);
        Assert.Equal("3F1A8C2E00004000800000000000000191D88DCF", report.Modules[0].DebugId);
        Assert.Equal(("10.0.0.9", "0123456789abcdef0123456789abcdef", "Linux 6.8", true), (report.User!.IpAddress, report.EventId, report.System.Os, report.IsCrash));
    }

    [Fact]
    public void Reads_a_signal_of_a_native_sdk()
    {
        var report = Read("""
            {"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc","platform":"native","level":"fatal","exception":{"values":[{"type":"SIGSEGV","thread_id":7,
              "mechanism":{"type":"signalhandler","synthetic":true,"handled":false,"meta":{"signal":{"number":11,"name":"SIGSEGV","code_name":"SEGV_MAPERR"}}},
              "stacktrace":{"frames":[{"instruction_addr":"0x1020"},{"instruction_addr":"0x1010","trust":"cfi"}],"registers":{"rip":"0x1010"}}}]},
             "threads":{"values":[{"id":7,"name":"main","crashed":true},{"id":8}]},
             "debug_meta":{"images":[{"type":"elf","code_file":"/app/demo","image_addr":"0x1000","image_size":4096,"debug_id":"00000000-0000-0000-0000-000000000000","code_id":"a4baa6e25249085a737e7735b40fd6fd0e515c3b"}]}}
            """);
        var frames = report.Threads[0].Frames;
        Assert.Equal((0x1010ul, 0x10ul, "demo", 0x101ful), (frames[0].Instruction, frames[0].ModuleOffset, frames[0].Module, frames[1].Instruction));
        Assert.Equal(("SIGSEGV / SEGV_MAPERR", 0), (report.Crash!.Reason, report.Crash.ThreadIndex));
        Assert.Null(report.Modules[0].DebugId);
        Assert.Equal("rip", frames[0].Registers.Single().Name);
    }

    [Theory]
    [InlineData("""{"exception":[{"type":"A"}]}""")]
    [InlineData("""{"exception":{"type":"A"}}""")]
    [InlineData("""{"exception":{"values":[null,{"type":"A","stacktrace":{"frames":null}}]}}""")]
    [InlineData("""[{"exception":{"type":"A"}}]""")]
    public void Takes_exceptions_of_every_shape(string json) => Assert.Equal("A", Read(json).Exceptions.Single().Type);

    [Theory]
    [InlineData("""{"message":"hi"}""", "hi", null)]
    [InlineData("""{"logentry":{"message":"a %s b","params":["x"]}}""", "a x b", "a %s b")]
    [InlineData("""{"message":{"message":"a {0}","formatted":"a 1"}}""", "a 1", "a {0}")]
    public void Takes_messages_of_every_shape(string json, string message, string? template)
    {
        var report = Read(json);
        Assert.Equal((message, template, "message"), (report.Message, report.MessageTemplate, report.Kind));
    }

    [Fact]
    public void Cuts_and_says_so()
    {
        var crumbs = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"message\":\"{i}\"}}"));
        var frames = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"function\":\"f{i}\"}}"));
        var threads = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"id\":{i},\"crashed\":{(i == 9_999 ? "true" : "false")}}}"));
        var report = Read($"{{\"breadcrumbs\":{{\"values\":[{crumbs}]}},\"exception\":{{\"stacktrace\":{{\"frames\":[{frames}]}}}},\"threads\":{{\"values\":[{threads}]}}}}");
        Assert.Equal((200, 99_800, "99999"), (report.Breadcrumbs.Count, report.BreadcrumbsOmitted, report.Breadcrumbs[^1].Message));
        Assert.Equal((250, 9_750, "f9999", "f0"), (report.Exceptions[0].Frames.Count, report.Exceptions[0].FramesOmitted, report.Exceptions[0].Frames[0].Function, report.Exceptions[0].Frames[^1].Function));
        Assert.Equal(256, report.Threads.Count);
        Assert.Contains(report.Threads, t => t.Crashed);
        Assert.Equal(3, report.Findings.Count(f => f.Code == "cut"));
    }

    [Theory]
    [InlineData("\"2026-08-01T11:59:00.123456789Z\"", false)]
    [InlineData("\"2026-08-01T13:59:00+02:00\"", false)]
    [InlineData("\"1999-01-01T00:00:00\"", true)]
    [InlineData("99999999999", true)]
    [InlineData("1e400", true)]
    public void Clamps_times_that_cannot_be(string written, bool clamped)
    {
        var report = Read($"{{\"timestamp\":{written}}}");
        Assert.Equal(clamped, report.Timestamp == Now);
        Assert.Equal(clamped, report.OriginalTimestamp is not null);
    }

    [Fact]
    public void Survives_hostile_values()
    {
        var report = Read("{\"release\":\"a/b\\n\",\"tags\":{\"k\":\"\\u0000\\ud800" + new string('x', 5_000) + "\"},\"extra\":{\"big\":\"" + new string('y', 400_000) + "\"},\"level\":[],\"user\":7,\"threads\":5,\"debug_meta\":{\"images\":[1]}}");
        Assert.Equal("a_b", report.Release);
        Assert.Equal(200, report.Tags["k"].Length);
        Assert.True(report.Extra!.Value.GetRawText().Length < 300_000);
        Assert.Equal("7", report.User!.Id);
    }

    static readonly Gen<string> Words = Gen.OneOf([.. new[]
    {
        "{", "}", "[", "]", ":", ",", "null", "1", "-1e999", "\"exception\"", "\"values\"", "\"stacktrace\"", "\"frames\"", "\"threads\"", "\"message\"", "\"addr_mode\"", "\"rel:0\"",
        "\"debug_meta\"", "\"images\"", "\"instruction_addr\"", "\"0xffffffffffffffff\"", "\"tags\"", "\"timestamp\"", "\"user\"", "\"x\"",
    }.Select(Gen.Const)]);

    [Fact]
    public void Never_throws() => Gen.Select(Words.Array[0, 30], Gen.Byte.Array[0, 50]).Sample((words, bytes) =>
    {
        SdkEventReader.Read(Encoding.UTF8.GetBytes(string.Concat(words)), new EventContext(Now), ProtocolLimits.Default, out _);
        SdkEventReader.Read(Encoding.UTF8.GetBytes("{\"exception\":[" + string.Concat(words) + "]}"), new EventContext(Now), ProtocolLimits.Default, out _);
        SdkEventReader.Read(bytes, new EventContext(Now), ProtocolLimits.Default, out _);
        Inquest.Protocol.Sessions.SessionUpdate.Read(bytes, ProtocolLimits.Default);
        Inquest.Protocol.Outcomes.ClientReport.Read(bytes, ProtocolLimits.Default);
    });
}
