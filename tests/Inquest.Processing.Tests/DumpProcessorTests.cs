using System.Text;
using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Testing;

namespace Inquest.Processing.Tests;

public sealed class DumpProcessorTests
{
    const ulong StackStart = 0x7FFE_0000_0000;
    const ulong ModuleBase = 0x5555_5555_0000;

    [Fact]
    public void A_crash_becomes_a_report()
    {
        var report = Process(Crash());
        Assert.True(report.IsCrash);
        Assert.Equal(("crash", "fatal", "native"), (report.Kind, report.Level, report.Platform));
        Assert.Equal("SIGSEGV / SEGV_MAPERR", report.Crash!.Reason);
        Assert.Equal(0x18UL, report.Crash.Address);
        Assert.Equal(1, report.Crash.ThreadIndex);
        Assert.True(report.Threads[1].Crashed);
        Assert.Equal("renderer", report.Threads[1].Name);
        Assert.Equal("app", report.Threads[1].Frames[0].Module);
        Assert.Equal(0x1010UL, report.Threads[1].Frames[0].ModuleOffset);
        Assert.Equal("Linux", report.System.Os);
        Assert.Equal("6.8.0-45-generic", report.System.OsVersion);
        Assert.Equal("#45-Ubuntu SMP", report.System.OsBuild);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), report.Timestamp);
    }

    [Fact]
    public void Registers_say_what_they_hold()
    {
        var registers = Process(Crash()).Threads[1].Frames[0].Registers.ToDictionary(r => r.Name, r => r.Meaning, StringComparer.Ordinal);
        Assert.Equal("app + 0x1010", registers["rip"]);
        Assert.Equal("stack", registers["rsp"]);
        Assert.Equal("stack, sp + 0x20", registers["rbp"]);
        Assert.Equal("null + 24", registers["rax"]);
        Assert.Equal("ASCII \"gnitset!\"", registers["rbx"]);
        Assert.Equal("stack of thread 0", registers["rcx"]);
        Assert.Equal("freed memory (jemalloc, mozjemalloc)", registers["rdx"]);
        Assert.Equal("non-canonical", registers["rsi"]);
        Assert.Equal("heap + 0x10", registers["rdi"]?.Replace("[heap]", "heap", StringComparison.Ordinal));
        Assert.Null(registers["r8"]);
    }

    [Fact]
    public void The_stack_around_its_pointer_is_kept_for_the_page()
    {
        var stack = Assert.Single(Process(Crash()).Threads[1].Memory, static m => m.What == "stack");
        Assert.Equal(StackStart + 0x1000, stack.Address);
        Assert.Equal(0x100, stack.Bytes.Length);
    }

    [Fact]
    public void A_dump_without_exception_is_no_crash()
    {
        var report = Process(Builder().Thread(7).BreakpadInfo(2, 0, 7));
        Assert.False(report.IsCrash);
        Assert.Equal("dump", report.Kind);
        Assert.Null(report.Crash!.Reason);
        Assert.Equal(0, report.Crash.ThreadIndex);
    }

    [Fact]
    public void The_thread_that_wrote_the_dump_is_not_walked()
    {
        var report = Process(Crash().BreakpadInfo(3, 100, 101));
        Assert.True(report.Threads[0].RequestedDump);
        Assert.Empty(report.Threads[0].Frames);
        Assert.Equal("dump-writer", report.Threads[0].EndedBy);
    }

    [Fact]
    public void Ten_thousand_threads_are_cut_and_the_crashed_one_is_kept()
    {
        var builder = Builder();
        for (var i = 0u; i < 10_050; i++)
        {
            builder.Thread(1000 + i);
        }

        var report = Process(builder.Exception(11_049, 6, 0));
        Assert.Equal(10_000, report.Threads.Count);
        Assert.Equal(11_049UL, report.Threads[report.Crash!.ThreadIndex!.Value].Id);
        Assert.Contains(report.Findings, static f => f.Code == "threads-cut");
    }

    [Fact]
    public void Many_threads_walked_at_once_give_the_same_report()
    {
        var builder = Builder().Module(ModuleBase, 0x10000, "/opt/app");
        for (var i = 0u; i < 200; i++)
        {
            var start = StackStart + (i * 0x10000UL);
            builder.Thread(1000 + i, start, new byte[64], Context(("rip", ModuleBase + i), ("rsp", start + 8)));
        }

        var bytes = builder.Exception(1150, 11, 0).Build();
        var alone = Process(bytes, DumpProcessorOptions.Default with { ParallelismMax = 1 });
        var together = Process(bytes, DumpProcessorOptions.Default with { ParallelismMax = 8 });
        Assert.Equal(Json(alone), Json(together));
    }

    [Fact]
    public void Overlapping_modules_are_marked()
    {
        var report = Process(Builder().Thread(1).Module(0x1000, 0x1000, "a").Module(0x1800, 0x1000, "b").Module(0x8000, 0x1000, "c"));
        Assert.Equal([true, true, false], report.Modules.Select(static m => m.Suspect));
        Assert.Contains(report.Findings, static f => f.Code == "modules-overlap");
    }

    [Fact]
    public void A_module_says_where_its_symbols_were_looked_for()
    {
        var report = Process(Crash());
        Assert.Equal(SymbolState.Missing, report.Modules[0].Symbols);
        Assert.Equal(["/nowhere: not found"], report.Modules[0].SymbolLookups);
    }

    [Fact]
    public void The_last_error_is_read_from_the_environment_block()
    {
        const ulong teb = 0x7FF0_0000;
        var block = new byte[0x100];
        block[0x68] = 5;
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Windows, "", (10, 0, 22631))
            .Thread(1, teb: teb).Memory(teb, block);
        Assert.Equal("ERROR_ACCESS_DENIED", Process(builder).Threads[0].LastError);
    }

    [Fact]
    public void Form_fields_win_over_nothing_and_signers_are_read_from_them()
    {
        var options = DumpProcessorOptions.Default with
        {
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ModuleSignatureInfo"] = """{"Example Ltd": ["app"], "Nobody": 3}""",
            },
        };
        Assert.Equal("Example Ltd", Process(Crash().Build(), options).Modules[0].Certificate);
    }

    [Theory]
    [InlineData("""["A", {"B": 1}]""", "writer-soft-errors")]
    [InlineData("""not json""", "soft-errors-unreadable")]
    public void Soft_errors_of_the_writer_become_findings(string json, string code) =>
        Assert.Contains(Process(Crash().Stream(0x4D7A0004, Encoding.UTF8.GetBytes(json))).Findings, f => f.Code == code);

    static MinidumpBuilder Builder() =>
        new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux, "Linux 6.8.0-45-generic #45-Ubuntu SMP x86_64");

    static MinidumpBuilder Crash()
    {
        var context = Context(
            ("rip", ModuleBase + 0x1010), ("rsp", StackStart + 0x1040), ("rbp", StackStart + 0x1060), ("rax", 24),
            ("rbx", 0x2174657374696E67), ("rcx", StackStart + 8), ("rdx", 0xE5E5E5E5E5E5E5E5), ("rsi", 0x8000_0000_0000_1234),
            ("rdi", 0x6000_0010), ("r8", 0));
        return Builder()
            .Module(ModuleBase, 0x10000, "/opt/app", codeView: new MinidumpBuilder().ElfBuildId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]))
            .Thread(100, StackStart, new byte[0x40], Context(("rip", ModuleBase), ("rsp", StackStart)))
            .Thread(101, StackStart + 0x1000, new byte[0x100], context)
            .ThreadName(101, "renderer")
            .LinuxMaps("60000000-60100000 rw-p 00000000 00:00 0 [heap]\n555555550000-555555560000 r-xp 00000000 08:01 1 /opt/app\n")
            .Exception(101, 11, 0x18, context, flags: 1);
    }

    static byte[] Context(params (string Name, ulong Value)[] registers) =>
        ContextBuilder.Amd64(registers.ToDictionary(static r => r.Name, static r => r.Value, StringComparer.Ordinal));

    static Report Process(MinidumpBuilder builder) => Process(builder.Build(), DumpProcessorOptions.Default);

    static Report Process(byte[] bytes, DumpProcessorOptions options)
    {
        Assert.Equal(MinidumpError.None, MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var dump));
        using (dump)
        {
            return DumpProcessor.Process(dump!, new NoSymbols(), options, TestContext.Current.CancellationToken);
        }
    }

    static string Json(Report report) => System.Text.Json.JsonSerializer.Serialize(report, ReportJson.Default.Report);

    sealed class NoSymbols : ISymbolProvider
    {
        public SymbolSearch Find(ModuleId id) => new(null, SymbolStatus.NotFound, null, [new SymbolLookup("/nowhere", SymbolStatus.NotFound, "")]);
    }
}
