using System.Globalization;
using System.Text;
using System.Text.Json;
using Inquest.Testing;

namespace Inquest.Unwind.Tests.Real;

/// <summary>Stacks whose true frames are known, walked from the same symbol files that Breakpad and rust-minidump had.</summary>
public sealed class UnwindTruthTests(ITestOutputHelper output)
{
    [Fact]
    public void Recovers_three_quarters_of_the_true_frames()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var (found, total) = (0, 0);
        foreach (var folder in Directory.EnumerateDirectories(Corpus.Case("unwind")!).Order(StringComparer.Ordinal))
        {
            var truth = Path.Combine(folder, "expected", "frames.json");
            if (!File.Exists(truth) || DumpWalk.Open(folder) is not { } walk)
            {
                continue;
            }

            var (caseFound, caseTotal) = Compare(folder, truth, walk);
            found += caseFound;
            total += caseTotal;
        }

        output.WriteLine($"{found} of {total}");
        Assert.True(found * 100 >= total * 75, $"{found} of {total}");
    }

    (int Found, int Total) Compare(string folder, string truth, DumpWalk walk)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(truth));
        var expected = json.RootElement[0].GetProperty("frames").EnumerateArray()
            .Select(f => (Pc: Hex(f.GetProperty("pc").GetString()!), Sp: Hex(f.GetProperty("sp").GetString()!))).ToList();
        var frames = walk.Stacks[0]!.Frames;
        var found = expected.Count(e => frames.Any(f => IsSame(e.Pc, e.Sp, f)));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Path.GetFileName(folder)}: {found} of {expected.Count}, {frames.Count} frames, {walk.Stacks[0]!.EndedBy}");
        foreach (var f in frames)
        {
            var mark = expected.Exists(e => IsSame(e.Pc, e.Sp, f)) ? "+" : expected.Exists(e => Near(e.Pc, f.ResumeAddress!.Value)) ? "~" : "-";
            text.AppendLine(CultureInfo.InvariantCulture, $"  {mark} {f.ResumeAddress:x} sp {f.Registers.First(r => r.Name.EndsWith("sp", StringComparison.Ordinal)).Value:x} {f.Module}!{f.Function?[..Math.Min(40, f.Function.Length)]} {f.Trust}");
        }

        foreach (var e in expected.Where(e => !frames.Any(f => IsSame(e.Pc, e.Sp, f))))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  missing {e.Pc:x} sp {e.Sp:x}");
        }

        output.WriteLine(text.ToString());
        return (found, expected.Count);
    }

    static bool IsSame(ulong pc, ulong sp, Reports.Frame frame) =>
        Near(pc, frame.ResumeAddress!.Value)
        && frame.Registers.Any(r => r.Name.EndsWith("sp", StringComparison.Ordinal) && r.Value == sp);

    /// <summary>The truth's addresses of callers lie inside of the call, ours behind it; a call is at most 4 bytes on ARM.</summary>
    static bool Near(ulong pc, ulong resume) => (resume | 1) - (pc & ~1UL) <= 5;

    static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
