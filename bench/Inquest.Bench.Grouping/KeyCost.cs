using System.Diagnostics;
using System.Globalization;
using Inquest.Grouping;
using Inquest.Grouping.Similarity;
using Inquest.Reports;

namespace Inquest.Bench.Grouping;

/// <summary>What a key and a second chance cost.</summary>
static class KeyCost
{
    const int Frames = 100;
    const int Rounds = 20_000;

    public static void Print()
    {
        var report = Deep();
        var stack = Grouper.Normalise(report);
        Measure("key of a stored stack, 100 frames", Rounds, () => Grouper.Decide(stack));
        var common = stack with { Frames = [.. stack.Frames.Select(frame => frame with { Function = "list_get" + frame.PhysicalIndex.ToString(CultureInfo.InvariantCulture)[..1] + "_next" })] };
        Measure("  the same, every name a common one", Rounds, () => Grouper.Decide(common));
        Measure("normalising it from a report", Rounds / 10, () => Grouper.Normalise(report));
        Measure("terms for likeness", Rounds, () => StackTerms.Of(stack));
    }

    /// <summary>Likeness against many stacks whose calls are as often shared as those of real programs: names by Zipf's law.</summary>
    public static void PrintSecondChance(int issues)
    {
        var dice = new Random(7);
        var index = new SimilarityIndex();
        for (var i = 0; i < issues; i++)
        {
            index.Add(i, Stack(dice, issues));
        }

        var took = new List<double>();
        var hits = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var asking = Stack(dice, issues);
            var began = Stopwatch.GetTimestamp();
            hits += index.Find(asking, SecondChanceGate.DefaultThreshold("native")) is null ? 0 : 1;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        took.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"second chance against {issues:N0} stacks: p50 {took[1_000]:0.00} ms, p99 {took[1_980]:0.00} ms, worst {took[^1]:0.00} ms; {GC.GetTotalMemory(false) >> 20} MiB held, {hits} hits"));
    }

    static StackTerm[] Stack(Random dice, int issues)
    {
        var names = Math.Max(2_000, issues / 4);
        return [.. Enumerable.Range(0, 20).Select(i => new StackTerm((ulong)Math.Pow(names, i < 3 ? dice.NextDouble() * 0.3 + 0.7 : dice.NextDouble()) * 0x9E3779B97F4A7C15, i % 3 == 0 ? 1f : 0.5f))];
    }

    static void Measure(string what, int rounds, Action work)
    {
        for (var i = 0; i < rounds / 4; i++)
        {
            work();
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < rounds; i++)
        {
            work();
        }

        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalMicroseconds / rounds:0.0} µs, {(GC.GetAllocatedBytesForCurrentThread() - bytes) / rounds} bytes"));
    }

    static Report Deep() => new()
    {
        Platform = "native",
        Kind = "crash",
        Modules = [new ReportModule { CodeFile = "/opt/app/bin/app" }, new ReportModule { CodeFile = "/usr/lib/x86_64-linux-gnu/libc.so.6" }],
        Crash = new CrashFacts { Reason = "SIGSEGV / SEGV_MAPERR", ThreadIndex = 0 },
        Threads =
        [
            new ReportThread
            {
                Crashed = true,
                Frames =
                [
                    .. Enumerable.Range(0, Frames).Select(i => new Frame
                    {
                        Function = i < 3 ? "__memcpy_avx_unaligned_erms" : $"game::Inventory<int, std::vector<Item{i}> >::merge_stack_{i}(Item const&, unsigned long)",
                        ModuleIndex = i < 3 ? 1 : 0,
                        ModuleOffset = (ulong)(0x1000 + i),
                        File = $"/build/src/inventory_{i}.cc",
                        Line = i,
                    }),
                ],
            },
        ],
    };
}
