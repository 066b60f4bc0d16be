using System.Globalization;
using System.Text;
using System.Text.Json;
using Inquest.Testing;

namespace Inquest.Unwind.Tests.Real;

/// <summary>Frame by frame against what Breakpad and rust-minidump print where those two agree with each other.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    /// <summary>A frame as all three can be compared: names only, inlined calls as frames of their own.</summary>
    readonly record struct Line(string Module, string Function, string File, string Number)
    {
        public override string ToString() => $"{Module}!{Function} {File}:{Number}";
    }

    [Fact]
    public void Agrees_with_both_tools_where_they_agree()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var (crashed, others) = (new Tally(), new Tally());
        foreach (var kind in new[] { "minidump", "unwind" })
        {
            foreach (var folder in Directory.EnumerateDirectories(Corpus.Case(kind)!).Order(StringComparer.Ordinal))
            {
                if (File.Exists(Path.Combine(folder, "golden", "rs.json")) && DumpWalk.Open(folder) is { } walk)
                {
                    Compare(folder, walk, crashed, others, kind == "minidump");
                }
            }
        }

        output.WriteLine($"crashed threads {crashed.Same} of {crashed.Agreed}, all threads {crashed.Same + others.Same} of {crashed.Agreed + others.Agreed}");
        Assert.True(crashed.Same * 100 >= crashed.Agreed * 99);
        Assert.True((crashed.Same + others.Same) * 100 >= (crashed.Agreed + others.Agreed) * 98);
    }

    void Compare(string folder, DumpWalk walk, Tally crashed, Tally others, bool counts)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "golden", "rs.json")));
        var breakpad = ReadBreakpad(Path.Combine(folder, "golden", "bp.machine.txt"));
        var threads = json.RootElement.GetProperty("threads");
        var crashing = json.RootElement.GetProperty("crash_info").TryGetProperty("crashing_thread", out var c) && c.ValueKind == JsonValueKind.Number ? c.GetInt32() : 0;
        for (var t = 0; t < threads.GetArrayLength() && t < walk.Stacks.Count; t++)
        {
            var rust = ReadRust(threads[t]);
            var theirs = breakpad.GetValueOrDefault(t, []);
            var ours = walk.Stacks[t] is { } stack ? Ours(stack) : [];
            var tally = t == crashing ? crashed : others;
            var text = new StringBuilder();
            var differs = false;
            for (var i = 0; i < Math.Max(Math.Max(rust.Count, theirs.Count), ours.Count); i++)
            {
                var (r, b, o) = (At(rust, i), At(theirs, i), At(ours, i));
                var agreed = r is not null && r == b;
                if (agreed && counts)
                {
                    tally.Agreed++;
                    tally.Same += o == r ? 1 : 0;
                }

                differs |= agreed && o != r;
                text.AppendLine(CultureInfo.InvariantCulture, $"   {(agreed ? o == r ? "=" : "X" : "?")} {i} ours {o} | rust {(r == o ? "same" : r)} | breakpad {(b == o ? "same" : b)}");
            }

            if (differs || rust.Count != ours.Count || theirs.Count != ours.Count)
            {
                output.WriteLine($"{Path.GetFileName(folder)} thread {t}{(t == crashing ? " crashed" : "")}{(differs ? " DIFFERS" : "")} ended {walk.Stacks[t]?.EndedBy}\n{text}");
            }
        }
    }

    static Line? At(List<Line> lines, int index) => index < lines.Count ? lines[index] : null;

    static List<Line> Ours(StackWalk stack)
    {
        var lines = new List<Line>();
        foreach (var frame in stack.Frames)
        {
            var module = frame.Module ?? "";
            lines.AddRange(frame.Inlines.Select(i => new Line(module, i.Function, Base(i.File), i.Line?.ToString(CultureInfo.InvariantCulture) ?? "")));
            lines.Add(new Line(module, frame.Function ?? "", Base(frame.File), frame.Line?.ToString(CultureInfo.InvariantCulture) ?? ""));
        }

        return lines;
    }

    static List<Line> ReadRust(JsonElement thread)
    {
        var lines = new List<Line>();
        foreach (var frame in thread.GetProperty("frames").EnumerateArray())
        {
            var module = Base(Text(frame, "module"));
            if (frame.TryGetProperty("inlines", out var inlines) && inlines.ValueKind == JsonValueKind.Array)
            {
                lines.AddRange(inlines.EnumerateArray().Select(i => new Line(module, Text(i, "function"), Base(Text(i, "file")), Text(i, "line"))));
            }

            lines.Add(new Line(module, Text(frame, "function"), Base(Text(frame, "file")), Text(frame, "line")));
        }

        return lines;
    }

    static Dictionary<int, List<Line>> ReadBreakpad(string path)
    {
        var threads = new Dictionary<int, List<Line>>();
        foreach (var line in File.ReadLines(path).SkipWhile(l => l.Length > 0).Where(l => l.Length > 0))
        {
            var words = line.Split('|');
            if (words.Length == 7 && int.TryParse(words[0], CultureInfo.InvariantCulture, out var thread))
            {
                if (!threads.TryGetValue(thread, out var lines))
                {
                    threads.Add(thread, lines = []);
                }

                lines.Add(new Line(words[2], words[3], Base(words[4]), words[5]));
            }
        }

        return threads;
    }

    static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";

    static string Base(string? path) => path is null ? "" : path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    sealed class Tally
    {
        public int Agreed { get; set; }

        public int Same { get; set; }
    }
}
