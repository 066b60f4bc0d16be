using System.Diagnostics;
using System.Globalization;
using Inquest.Grouping;
using Inquest.Grouping.Similarity;
using Inquest.Reports;

namespace Inquest.Bench.Grouping;

/// <summary>Builds the program in every way, crashes it at every bug, and counts who keeps a key.</summary>
static class DriftBench
{
    static readonly string[] Levels = ["-O0", "-O1", "-O2", "-O3", "-Os"];

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("inquest-drift-").FullName;
        try
        {
            var stacks = new Dictionary<(string Compiler, string Level, Refactoring Change), LabelledCrash[]>();
            foreach (var compiler in (string[])["gcc", "clang"])
            {
                foreach (var change in (Refactoring[])[Refactoring.None, Refactoring.LinesMoved, Refactoring.WrapperRenamed, Refactoring.HelperAdded, Refactoring.FileMoved, Refactoring.All])
                {
                    foreach (var level in change == Refactoring.None ? Levels : ["-O0", "-O2"])
                    {
                        stacks[(compiler, level, change)] = Crash(folder, compiler, level, change);
                    }
                }
            }

            Print(stacks);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Print(Dictionary<(string Compiler, string Level, Refactoring Change), LabelledCrash[]> stacks)
    {
        Console.WriteLine("same key, %                          O0→O2 gcc→clang  lines wrapper helper  file  all-4  all pairs  colliding of 36");
        foreach (var (name, key) in OtherRules.All)
        {
            var keys = stacks.ToDictionary(pair => pair.Key, pair => pair.Value.Select(key).ToArray());
            double Same(Func<(string Compiler, string Level, Refactoring Change), (string Compiler, string Level, Refactoring Change)?> other) => 100 * keys
                .Where(pair => other(pair.Key) is { } wanted && keys.ContainsKey(wanted)).SelectMany(pair => pair.Value.Zip(keys[other(pair.Key)!.Value], (a, b) => a == b ? 1.0 : 0)).Average();
            double Change(Refactoring change) => Same(build => build.Change == change ? build with { Change = Refactoring.None } : null);
            var colliding = keys.Values.Max(all => Enumerable.Range(0, DriftProgram.Bugs).Count(bug => Enumerable.Range(0, DriftProgram.Bugs).Any(other => other != bug && all[bug * 2] == all[other * 2])));
            var pairs = Enumerable.Range(0, DriftProgram.Bugs).Average(bug =>
            {
                var all = keys.Values.SelectMany(build => new[] { build[bug * 2], build[(bug * 2) + 1] }).CountBy(one => one).Select(pair => (double)pair.Value).ToList();
                return 100 * all.Sum(count => count * (count - 1)) / (all.Sum() * (all.Sum() - 1));
            });
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-36} {Same(build => build is { Level: "-O0", Change: Refactoring.None } ? build with { Level = "-O2" } : null),6:0} {Same(build => build is { Compiler: "gcc", Change: Refactoring.None } ? build with { Compiler = "clang" } : null),9:0} {Change(Refactoring.LinesMoved),6:0} {Change(Refactoring.WrapperRenamed),7:0} {Change(Refactoring.HelperAdded),6:0} {Change(Refactoring.FileMoved),5:0} {Change(Refactoring.All),6:0} {pairs,10:0} {colliding,9}"));
        }

        Second(stacks);
    }

    /// <summary>After a release with four refactorings: found by key or likeness, and bugs that are not there but found.</summary>
    static void Second(Dictionary<(string Compiler, string Level, Refactoring Change), LabelledCrash[]> stacks)
    {
        double right = 0, asked = 0, falsely = 0;
        foreach (var ((compiler, level, _), after) in stacks.Where(pair => pair.Key.Change == Refactoring.All))
        {
            var before = stacks[(compiler, level, Refactoring.None)];
            for (var bug = 0; bug < DriftProgram.Bugs; bug++)
            {
                asked++;
                var (all, others) = (new SimilarityIndex(), new SimilarityIndex());
                for (var i = 0; i < DriftProgram.Bugs; i++)
                {
                    all.Add(i, StackTerms.Of(before[i * 2].Stack));
                    if (i != bug)
                    {
                        others.Add(i, StackTerms.Of(before[i * 2].Stack));
                    }
                }

                var (stack, threshold) = (after[bug * 2].Stack, SecondChanceGate.DefaultThreshold("native"));
                var hasKey = Grouper.Decide(stack).Key == Grouper.Decide(before[bug * 2].Stack).Key;
                var decision = Grouper.Decide(stack);
                var behind = Grouper.DecideWithoutInnermost(stack, decision) is { } found && !all.Knows(StackTerms.IdOf(decision.Parts[^1].Frame, "native")) ? found.Key : null;
                var like = all.Find(StackTerms.Of(stack), threshold)?.Issue ?? Enumerable.Range(0, DriftProgram.Bugs).Where(i => Grouper.Decide(before[i * 2].Stack).Key == behind).Select(i => (long?)i).FirstOrDefault();
                right += hasKey || like == bug ? 1 : 0;
                falsely += !hasKey && (others.Find(StackTerms.Of(stack), threshold) is not null || Enumerable.Range(0, DriftProgram.Bugs).Any(i => i != bug && Grouper.Decide(before[i * 2].Stack).Key == behind)) ? 1 : 0;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after four refactorings, by key or likeness: {100 * right / asked:0} %; attached to another bug were the right one not known: {100 * falsely / asked:0.0} %"));
    }

    static LabelledCrash[] Crash(string folder, string compiler, string level, Refactoring change)
    {
        var (source, binary) = (Path.Combine(folder, "program.c"), Path.Combine(folder, "program"));
        File.WriteAllText(source, DriftProgram.Source(change));
        Output(compiler, [level, "-g", "-w", "-no-pie", "-fno-omit-frame-pointer", "-o", binary, source]);
        var addresses = Enumerable.Range(0, DriftProgram.Bugs * 2).Select(i => Output(binary, i % 2 == 0 ? [$"{i / 2}"] : [$"{i / 2}", "net"])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(text => text.StartsWith("0x", StringComparison.Ordinal)).ToList()).ToArray();
        var names = Names(binary, [.. addresses.SelectMany(all => all.Select(Inside)).Distinct(StringComparer.Ordinal)]);
        return [.. addresses.Select((all, i) => Labelled(i, [.. all.Select(Inside).Where(names.ContainsKey).Select(address => names[address])]))];
    }

    // A return address belongs to the call before it; for the faulting instruction the byte before is close enough only behind its beginning, so it stays.
    static string Inside(string address, int depth)
    {
        var at = Convert.ToUInt64(address, 16);
        return "0x" + (depth <= 2 ? at : at - 1).ToString("x", CultureInfo.InvariantCulture);
    }

    static LabelledCrash Labelled(int i, List<List<(string Function, string File, int Line)>> frames)
    {
        // What the handler itself is, is known and cut, as an unwinder that begins at the fault would.
        var own = frames.SkipWhile(all => all[^1].Function is not "caught").Skip(1).ToList();
        own = own.Count == 0 ? frames : own;
        var stack = own.ConvertAll(all => new Frame
        {
            Function = all[^1].Function, File = all[^1].File, Line = all[^1].Line, Module = "/opt/game/game", ModuleOffset = 16,
            Inlines = [.. all.Take(all.Count - 1).Select(one => new InlineFrame(one.Function, one.File, one.Line))],
        });
        var labelled = own.SelectMany(all => all.Select((one, k) => new LabelledFrame(one.Function, one.File, one.Line, "/opt/game/game", 16, k < all.Count - 1, null))).ToList();
        var report = new Report { Platform = "native", Kind = "crash", IsCrash = true, Crash = new CrashFacts { Reason = "SIGSEGV", ThreadIndex = 0 }, Threads = [new ReportThread { Crashed = true, Frames = stack }] };
        return new($"{i}", $"{i / 2}", report, labelled);
    }

    static Dictionary<string, List<(string Function, string File, int Line)>> Names(string binary, List<string> addresses)
    {
        var names = new Dictionary<string, List<(string, string, int)>>(StringComparer.Ordinal);
        var lines = Output("addr2line", ["-a", "-i", "-f", "-e", binary, .. addresses]).Split('\n');
        List<(string, string, int)>? current = null;
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
            {
                current = [];
                names["0x" + lines[i][2..].TrimStart('0')] = current;
            }
            else if (current is not null)
            {
                var (function, place) = (lines[i], lines[++i]);
                var colon = place.LastIndexOf(':');
                current.Add((function, Path.GetFileName(place[..colon]), int.TryParse(place.AsSpan(colon + 1).ToString().Split(' ')[0], CultureInfo.InvariantCulture, out var line) ? line : 0));
            }
        }

        return names.Where(pair => pair.Value.Count > 0 && pair.Value[^1].Item1 != "??").ToDictionary(StringComparer.Ordinal);
    }

    static string Output(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
