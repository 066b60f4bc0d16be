using System.Globalization;
using Inquest.Bench.Grouping;
using Inquest.Grouping;
using Inquest.Grouping.Similarity;

if (args.Contains("--drift"))
{
    DriftBench.Run();
    return;
}

var files = args.Where(arg => !arg.StartsWith('-')).ToList();
if (files.Count == 0 && Environment.GetEnvironmentVariable("INQUEST_CORPUS") is { } corpus)
{
    files.AddRange(Directory.EnumerateFiles(Path.Combine(corpus, "grouping"), "*.jsonl").Order(StringComparer.Ordinal));
}

foreach (var file in files)
{
    var crashes = LabelledCrash.Read(file);
    if (args.Contains("--keys"))
    {
        foreach (var crash in crashes)
        {
            var decision = Grouper.Decide(crash.Stack);
            Console.WriteLine($"{crash.Id}\t{crash.Label}\t{decision.Key}\t{decision.Signature}");
        }

        continue;
    }

    var labels = crashes.ConvertAll(crash => crash.Label);
    Console.WriteLine($"{Path.GetFileName(file)}: {crashes.Count} crashes of {labels.Distinct().Count()} bugs");
    Console.WriteLine("                                    all: B3 P/R/F      pairF1 falsenew hidden groups | second half alone: F  pairF1 hidden");
    foreach (var (name, key) in OtherRules.All)
    {
        Row(name, labels, crashes.ConvertAll(crash => key(crash)));
    }

    double[] thresholds = args.Contains("--sweep") ? [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8] : [SecondChanceGate.DefaultThreshold(crashes[0].Report.Platform)];
    foreach (var threshold in thresholds)
    {
        var chance = new SecondChance(threshold);
        var groups = crashes.ConvertAll(chance.Next);
        Row(string.Create(CultureInfo.InvariantCulture, $"Inquest V1 + second chance {threshold:0.00} ({chance.Attached})"), labels, groups);
    }
}

if (!args.Contains("--keys") && !args.Contains("--no-cost"))
{
    KeyCost.Print();
    KeyCost.PrintSecondChance(args.Contains("--million") ? 1_000_000 : 100_000);
}

static void Row(string name, List<string> labels, List<string> keys)
{
    var (all, half) = (Measures.Of(labels, keys), Measures.Of(labels, keys, labels.Count / 2));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-36} {all.Precision:0.000}/{all.Recall:0.000}/{all.F:0.000}  {all.PairF1:0.000}  {all.FalseNew,6:0.0%} {all.Hidden,6:0.0%} {all.Groups,5}  |  {half.F:0.000}  {half.PairF1:0.000}  {half.Hidden:0.0%}"));
}
