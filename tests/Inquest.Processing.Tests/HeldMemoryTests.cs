using System.Diagnostics;
using Inquest.Agreement;
using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Symbols.Sources;
using Inquest.Testing;

namespace Inquest.Processing.Tests;

/// <summary>What a dump and its report hold is bounded by the dump's size, whatever the dump claims.</summary>
/// <remarks>Run by themselves: they measure the heap of the whole process.</remarks>
[Collection(nameof(HeldMemoryTests))]
[CollectionDefinition(nameof(HeldMemoryTests), DisableParallelization = true)]
public sealed class HeldMemoryTests(ITestOutputHelper output)
{
    // The floors of the limits: 16,384 frames of about 800 bytes, 64 KiB of text, 10,000 threads with one frame each.
    const long Constant = 32L << 20;
    const ulong Stack = 0x7F00_0000_0000;
    const ulong Module = 0x5500_0000_0000;

    [Fact]
    public void Ten_thousand_threads_on_one_stack_hold_little_and_end_soon()
    {
        // Frame records that lead from each to the next through a megabyte.
        var words = new ByteWriter(false);
        for (var i = 0; i < 1 << 16; i++)
        {
            words.U64(Stack + (((ulong)i + 1) * 16)).U64(Module + 0x1234);
        }

        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux).Module(Module, 0x10000, "/opt/app")
            .Memory(Stack, words.ToArray());
        var context = Append(builder, ContextBuilder.Amd64(new Dictionary<string, ulong>(StringComparer.Ordinal)
        {
            ["rip"] = Module + 0x1000, ["rsp"] = Stack, ["rbp"] = Stack,
        }));
        var list = builder.Writer().U32(10_000);
        for (var i = 0u; i < 10_000; i++)
        {
            list.U32(i + 1).U32(0).U32(0).U32(0).U64(0).U64(0).U32(0).U32(0).U32(context.Size).U32(context.Rva);
        }

        var bytes = builder.Stream(3, list.ToArray()).Build();
        var clock = Stopwatch.StartNew();
        var report = Check(bytes, "10,000 threads");
        Assert.Contains(report!.Findings, static f => f.Code == "frames-cut");
        Assert.All(report.Threads, static t => Assert.NotEmpty(t.Frames));

        // Not a measurement: without a bound this takes many minutes.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), clock.Elapsed.ToString());
    }

    [Fact]
    public void Modules_that_share_one_long_name_hold_little()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        var name = builder.Text(new string('n', 30_000));
        var list = builder.Writer().U32(60_000);
        for (var i = 0u; i < 60_000; i++)
        {
            list.U64(Module + (i * 0x1000UL)).U32(0x1000).U32(0).U32(0).U32(name).Bytes(new byte[52 + 16 + 16]);
        }

        Check(builder.Stream(4, list.ToArray()).Build(), "60,000 modules");
    }

    [Theory]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(5u)]
    [InlineData(9u)]
    [InlineData(14u)]
    [InlineData(16u)]
    [InlineData(17u)]
    [InlineData(24u)]
    public void Counts_that_no_file_could_hold_cost_nothing(uint type)
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Windows);
        Check(builder.Stream(type, [.. Enumerable.Repeat((byte)0xFF, 256)]).Build(), $"stream {type}");
        Check(new MinidumpBuilder().StreamAt(type, uint.MaxValue, 32).Build(), $"stream {type} of 4 GB");
    }

    [Fact]
    public void Every_malformed_file_of_the_corpus_holds_little()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        foreach (var one in CorpusCase.All(Corpus.Root!, "malformed"))
        {
            Check(one.ReadDump(), one.Name);
        }
    }

    Report? Check(byte[] bytes, string what)
    {
        _ = Process(bytes.AsSpan(0, Math.Min(bytes.Length, 64)).ToArray());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var held = Process(bytes);
        var size = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(held);
        output.WriteLine($"{what}: {bytes.Length} bytes, {size} held");
        Assert.True(size <= (4L * bytes.Length) + Constant, $"{what}: {size} bytes held by a dump of {bytes.Length}");
        held?.Dump.Dispose();
        return held?.Report;
    }

    static (MinidumpFile Dump, Report Report)? Process(byte[] bytes)
    {
        if (MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var dump) != MinidumpError.None)
        {
            return null;
        }

        var symbols = new SymbolProvider(Array.Empty<ISymbolSource>(), null);
        return (dump!, DumpProcessor.Process(dump!, symbols, DumpProcessorOptions.Default, TestContext.Current.CancellationToken));
    }

    static (uint Size, uint Rva) Append(MinidumpBuilder builder, byte[] bytes) => ((uint)bytes.Length, builder.Append(bytes));
}
