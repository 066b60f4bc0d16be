using System.Globalization;
using System.Text.Json;
using Inquest.Reports;

namespace Inquest.Grouping.Tests;

/// <summary>Holds keys still: what this version answers for known stacks is written down, and a change says which issues it merges and splits.</summary>
public sealed class ReplayTests
{
    // Group number of each crash of fixtures/grouping/replay.jsonl under version 1, in the order of the file.
    const string Groups = "1 1 1 2 2 3 4 4 5 6 6 7";

    [Fact]
    public void Known_stacks_keep_their_groups()
    {
        var path = Path.Combine(Testing.ProjectTree.Root, "tests", "fixtures", "grouping", "replay.jsonl");
        var crashes = File.ReadLines(path).Select(Read).ToList();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = crashes.ConvertAll(crash => numbers.TryGetValue(crash.Key, out var number) ? number : numbers[crash.Key] = numbers.Count + 1);
        var wanted = Groups.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        Assert.True(groups.SequenceEqual(wanted), Difference(crashes, wanted));
    }

    [Fact]
    public void The_corpus_stays_as_well_grouped_as_it_was()
    {
        if (Environment.GetEnvironmentVariable("INQUEST_CORPUS") is not { Length: > 0 } corpus)
        {
            Assert.Skip("INQUEST_CORPUS names no folder.");
            return;
        }

        var crashes = File.ReadLines(Path.Combine(corpus, "grouping", "ubuntu-first40.jsonl")).Select(Read).ToList();
        var merged = crashes.GroupBy(crash => crash.Key).Count(group => group.Select(crash => crash.Label).Distinct().Count() > 1);
        var split = crashes.GroupBy(crash => crash.Label).Count(group => group.Select(crash => crash.Key).Distinct().Count() > 1);
        TestContext.Current.SendDiagnosticMessage($"{crashes.Count} crashes: {merged} issues hold several bugs, {split} bugs have several issues");
        Assert.True(merged <= 28 && split <= 41, $"issues that hold several bugs: {merged} (28 before), bugs with several issues: {split} (41 before)");
    }

    static string Difference(List<Crash> crashes, List<int> wanted)
    {
        var merged = crashes.Zip(wanted).GroupBy(pair => pair.First.Key).Where(group => group.Select(pair => pair.Second).Distinct().Count() > 1);
        var split = crashes.Zip(wanted).GroupBy(pair => pair.Second).Where(group => group.Select(pair => pair.First.Key).Distinct().Count() > 1);
        return string.Join('\n', merged.Select(group => $"merged: {string.Join(" + ", group.Select(pair => $"issue {pair.Second}").Distinct())} by {group.First().First.Signature}")
            .Concat(split.Select(group => $"split: issue {group.Key} into {string.Join(" / ", group.Select(pair => pair.First.Signature).Distinct())}")));
    }

    static Crash Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var frames = json.RootElement.GetProperty("frames").EnumerateArray().Select(frame => new Frame
        {
            Function = Text(frame, "fn"), File = Text(frame, "file"), Module = Text(frame, "lib"), Instruction = 1,
        }).ToList();
        var decision = Grouper.Decide(Grouper.Normalise(new Report { Platform = "native", Kind = "crash", Crash = new CrashFacts { ThreadIndex = 0 }, Threads = [new ReportThread { Crashed = true, Frames = frames }] }));
        return new(Text(json.RootElement, "label") ?? "", decision.Key, decision.Signature);
    }

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    sealed record Crash(string Label, string Key, string Signature);
}
