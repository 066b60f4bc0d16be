using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

public sealed class ThreadTests
{
    static readonly Dictionary<string, ulong> X86 = new()
    {
        ["eip"] = 0x401000, ["esp"] = 0x12F000, ["ebp"] = 0x12F010, ["eax"] = 1, ["ebx"] = 2, ["ecx"] = 3, ["edx"] = 4, ["esi"] = 5,
        ["edi"] = 6, ["cs"] = 0x1B, ["ds"] = 0x23, ["es"] = 0x23, ["fs"] = 0x3B, ["gs"] = 0, ["ss"] = 0x23, ["efl"] = 0x246,
    };

    static readonly Dictionary<string, ulong> Amd64 = new()
    {
        ["rip"] = 0x7FF600001000, ["rsp"] = 0x7FFC00002000, ["rbp"] = 0x7FFC00002010, ["rax"] = 10, ["rbx"] = 11, ["rcx"] = 12,
        ["rdx"] = 13, ["rsi"] = 14, ["rdi"] = 15, ["r8"] = 16, ["r9"] = 17, ["r10"] = 18, ["r11"] = 19, ["r12"] = 20, ["r13"] = 21,
        ["r14"] = 22, ["r15"] = 23, ["eflags"] = 0x10246, ["cs"] = 0x33, ["ss"] = 0x2B, ["ds"] = 1, ["es"] = 2, ["fs"] = 3, ["gs"] = 4,
    };

    static readonly Dictionary<string, ulong> Arm = Numbered("r", 13, ("sp", 0xBEEF0000), ("lr", 0x8001), ("pc", 0x9000), ("cpsr", 0x30));

    static readonly Dictionary<string, ulong> Arm64 =
        Numbered("x", 29, ("fp", 0x7FF0), ("lr", 0x8001), ("sp", 0x7FE0), ("pc", 0x9000), ("cpsr", 0x60000000));

    public static TheoryData<string, bool> CpusAndOrders => new MatrixTheoryData<string, bool>(
        ["x86", "amd64", "arm", "arm-windows", "arm64", "arm64-old"], [false, true]);

    [Theory]
    [MemberData(nameof(CpusAndOrders))]
    public void Reads_every_register(string cpu, bool bigEndian)
    {
        var (architecture, platform, registers, context) = cpu switch
        {
            "x86" => (MinidumpBuilder.X86, MinidumpBuilder.Windows, X86, ContextBuilder.X86(X86, bigEndian: bigEndian)),
            "amd64" => (MinidumpBuilder.Amd64, MinidumpBuilder.Linux, Amd64, ContextBuilder.Amd64(Amd64, bigEndian: bigEndian)),
            "arm" => (MinidumpBuilder.Arm, MinidumpBuilder.Android, Arm, ContextBuilder.Arm(Arm, bigEndian: bigEndian)),
            "arm-windows" => (MinidumpBuilder.Arm, MinidumpBuilder.Windows, Arm,
                ContextBuilder.Arm(Arm, 0x0020000F, 416, bigEndian)),
            "arm64" => (MinidumpBuilder.Arm64, MinidumpBuilder.MacOS, Arm64, ContextBuilder.Arm64(Arm64, bigEndian: bigEndian)),
            _ => (MinidumpBuilder.Arm64Old, MinidumpBuilder.Android, Arm64, ContextBuilder.Arm64Old(Arm64, bigEndian: bigEndian)),
        };
        var file = MinidumpFileTests.Open(
            new MinidumpBuilder(bigEndian).SystemInfo(architecture, platform).Thread(7, context: context).Build());
        var read = file.ReadContext(file.Threads[0])!;
        Assert.Equal(registers.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            read.Registers!.Known().Select(known => KeyValuePair.Create(known.Name, known.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void Believes_a_context_without_any_flags()
    {
        // Breakpad on macOS.
        var file = Amd64Thread(ContextBuilder.Amd64(Amd64, flags: 0x00100000));
        Assert.Equal(0x7FF600001000ul, file.ReadContext(file.Threads[0])!.Registers!.ProgramCounter);
    }

    [Fact]
    public void A_context_of_control_registers_alone_has_no_others()
    {
        var file = Amd64Thread(ContextBuilder.Amd64(Amd64, flags: 0x00100001));
        Assert.Equal(
            ["rsp", "rip", "eflags", "cs", "ss"],
            file.ReadContext(file.Threads[0])!.Registers!.Known().Select(known => known.Name));
    }

    [Fact]
    public void A_32_bit_context_in_a_64_bit_dump_is_read_as_what_it_is()
    {
        var file = Amd64Thread(ContextBuilder.X86(X86));
        var context = file.ReadContext(file.Threads[0])!;
        Assert.Equal((CpuArchitecture.X86, 0x401000ul), (context.Architecture, context.Registers!.ProgramCounter));
        Assert.Equal("context-of-other-cpu", Assert.Single(file.Findings).Code);
    }

    [Theory]
    [InlineData(MinidumpBuilder.Arm64)]
    [InlineData(MinidumpBuilder.Arm64Old)]
    public void Either_arm64_layout_goes_with_either_architecture_number(ushort architecture)
    {
        foreach (var context in new[] { ContextBuilder.Arm64(Arm64), ContextBuilder.Arm64Old(Arm64), ContextBuilder.Arm64Old(Arm64, flags: 0) })
        {
            var file = MinidumpFileTests.Open(
                new MinidumpBuilder().SystemInfo(architecture, MinidumpBuilder.Android).Thread(7, context: context).Build());
            var registers = file.ReadContext(file.Threads[0])!.Registers!;
            Assert.True(registers.TryGet("cpsr", out var cpsr));
            Assert.Equal((0x9000ul, 0x60000000ul), (registers.ProgramCounter, cpsr));
        }
    }

    [Fact]
    public void A_context_tells_its_cpu_when_the_system_information_is_missing()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder()
            .Thread(1, context: ContextBuilder.Amd64(Amd64)).Thread(2, context: ContextBuilder.X86(X86))
            .Thread(3, context: ContextBuilder.Arm64(Arm64)).Thread(4, context: ContextBuilder.Arm(Arm)).Build());
        Assert.Equal(
            [CpuArchitecture.Amd64, CpuArchitecture.X86, CpuArchitecture.Arm64, CpuArchitecture.Arm],
            file.Threads.Select(thread => file.ReadContext(thread)!.Architecture));
    }

    [Fact]
    public void A_cut_context_is_absent()
    {
        var file = Amd64Thread(ContextBuilder.Amd64(Amd64)[..200]);
        Assert.Null(file.ReadContext(file.Threads[0]));
        Assert.Equal("context-too-short", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void The_crashing_thread_has_the_registers_of_the_exception()
    {
        var atFault = new Dictionary<string, ulong>(Amd64) { ["rip"] = 0xDEAD };
        var file = MinidumpFileTests.Open(new MinidumpBuilder()
            .SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux)
            .Thread(6, context: ContextBuilder.Amd64(Amd64))
            .Thread(7, context: ContextBuilder.Amd64(Amd64))
            .Exception(7, 11, 0x10, ContextBuilder.Amd64(atFault), 1, 5, 6).Build());
        Assert.Equal(0x7FF600001000ul, file.ReadBestContext(file.Threads[0])!.Registers!.ProgramCounter);
        Assert.Equal(0xDEADul, file.ReadBestContext(file.Threads[1])!.Registers!.ProgramCounter);
        Assert.Equal((7u, 1), (file.RequestingThreadId, file.RequestingThread!.Index));
        Assert.Equal((11u, 1u, 0x10ul, false),
            (file.Exception!.Code, file.Exception.Flags, file.Exception.Address, file.Exception.IsDumpRequest));
        Assert.Equal([5ul, 6ul], file.Exception.Parameters);
    }

    [Fact]
    public void Breakpads_word_on_the_crashing_thread_counts_when_the_exceptions_thread_is_unknown()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.MacOS)
            .Thread(6).Thread(7).Exception(99, 1, 0).BreakpadInfo(3, 6, 7).Build());
        Assert.Equal((7u, 6u), (file.RequestingThreadId, file.DumpThreadId));
    }

    [Fact]
    public void Invalid_parts_of_Breakpads_info_are_absent()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().BreakpadInfo(2, 6, 7).Build());
        Assert.Equal((null, 7u), (file.DumpThreadId, file.RequestingThreadId));
    }

    [Fact]
    public void An_exception_address_of_a_32_bit_process_is_not_sign_extended()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows)
            .Exception(1, 0xC0000005, 0xFFFFFFFF80001234, parameters: [1, 0xFFFFFFFF90000000])
            .Module(0xFFFFFFFF80000000, 0x2000, "high.dll").Build());
        Assert.Equal((0x80001234ul, 0x90000000ul, 0x80000000ul),
            (file.Exception!.Address, file.Exception.Parameters[1], file.Modules[0].Base));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Padding_before_the_first_thread_is_skipped(int padding)
    {
        var builder = new MinidumpBuilder { ListPadding = padding };
        var file = MinidumpFileTests.Open(builder.Thread(7, 0x1000, new byte[16]).Thread(8).ThreadName(8, "worker").Build());
        Assert.Equal([7u, 8u], file.Threads.Select(thread => thread.Id));
        Assert.Equal((0x1000ul, 16ul), (file.Threads[0].Stack.Start, file.Threads[0].Stack.Size));
        Assert.Equal("worker", file.ThreadName(8));
        Assert.Null(file.ThreadName(7));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void A_list_that_promises_too_much_gives_what_it_holds()
    {
        var builder = new MinidumpBuilder();
        var entry = builder.Writer().U32(0xFFFFFFFF).U32(7).Zeros(44).U32(8).Zeros(44).ToArray();
        var file = MinidumpFileTests.Open(builder.Stream(3, entry).Build());
        Assert.Equal([7u, 8u], file.Threads.Select(thread => thread.Id));
        Assert.Contains(file.Findings, finding => finding.Code == "stream-count-too-large");
    }

    [Fact]
    public void Threads_beyond_the_limit_are_cut()
    {
        var builder = new MinidumpBuilder();
        for (var i = 0u; i < 20; i++)
        {
            builder.Thread(i);
        }

        MinidumpFile.TryOpen(builder.Build(), MinidumpLimits.Default with { ThreadCountMax = 10 }, out var file);
        Assert.Equal(10, file!.Threads.Count);
        Assert.Equal("list-cut", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Thread_infos_are_read_and_tell_the_writer()
    {
        var builder = new MinidumpBuilder();
        var stream = builder.Writer().U32(12).U32(64).U32(2)
            .U32(1).U32(0).U32(0).U32(259).U64(10).U64(0).U64(20).U64(30).U64(0x401000).U64(0xF)
            .U32(2).U32(2).Zeros(56).ToArray();
        var file = MinidumpFileTests.Open(builder.Stream(17, stream).Build());
        Assert.Equal((0x401000ul, 30ul, 259u), (file.ThreadInfos[0].StartAddress, file.ThreadInfos[0].UserTime, file.ThreadInfos[0].ExitStatus));
        Assert.Equal(2u, file.DumpThreadId);
    }

    static MinidumpFile Amd64Thread(byte[] context) => MinidumpFileTests.Open(
        new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Windows).Thread(7, context: context).Build());

    static Dictionary<string, ulong> Numbered(string prefix, int count, params (string Name, ulong Value)[] others)
    {
        var registers = Enumerable.Range(0, count).ToDictionary(i => $"{prefix}{i}", i => 0x100ul + (ulong)i);
        foreach (var (name, value) in others)
        {
            registers.Add(name, value);
        }

        return registers;
    }
}
