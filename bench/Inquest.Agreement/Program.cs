using Inquest.Agreement;
using Inquest.Reports;
using Inquest.Testing;

if (Corpus.Root is not { } corpus)
{
    await Console.Error.WriteLineAsync("No corpus: set INQUEST_CORPUS to its folder.");
    return 3;
}

var verbose = args.Contains("--verbose", StringComparer.Ordinal);
var names = args.Where(static a => !a.StartsWith('-')).ToArray();
var cases = CorpusCase.All(corpus, "minidump", "unwind", "malformed")
    .Where(c => names.Length == 0 || names.Any(n => c.Name.Contains(n, StringComparison.Ordinal)))
    .ToList();

var total = new PeerAgreement();
Console.WriteLine("Where Breakpad and rust-minidump agree, the share in which we have the same module, function, file and line:");
Console.WriteLine();
Console.WriteLine("| platform | dumps | crashed threads | | all threads | | they dispute | both wrong |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
foreach (var platform in cases.GroupBy(static c => c.Kind == "unwind" ? c.Platform + " (unwind)" : c.Platform, StringComparer.Ordinal))
{
    var row = new PeerAgreement();
    foreach (var one in platform)
    {
        row.Add(one);
    }

    if (row.Dumps > 0)
    {
        PrintRow(platform.Key, row);
    }

    if (platform.Key != "malformed")
    {
        total.Add(row);
    }
    else if (verbose)
    {
        PrintDifferences(row);
    }
}

PrintRow("all but malformed", total);
PrintTruth();
if (verbose)
{
    PrintDifferences(total);
}

return 0;

static void PrintRow(string name, PeerAgreement row) => Console.WriteLine(
    $"| {name} | {row.Dumps} | {row.CrashedSame} of {row.CrashedAgreed} | {100 * row.CrashedShare:0.0} % "
    + $"| {row.AllSame} of {row.AllAgreed} | {100 * row.AllShare:0.0} % | {row.Disputed} | {row.BothWrong} |");

static void PrintDifferences(PeerAgreement row)
{
    Console.WriteLine();
    foreach (var difference in row.Differences)
    {
        Console.WriteLine(difference);
    }
}

void PrintTruth()
{
    var (ours, binaries, breakpad, rust) = (new TrueFrames(0, 0, 0), new TrueFrames(0, 0, 0), new TrueFrames(0, 0, 0), new TrueFrames(0, 0, 0));
    Console.WriteLine();
    Console.WriteLine("True frames found (and frames invented), where the truth is known:");
    Console.WriteLine();
    Console.WriteLine("| case | true | ours | ours, binaries alone | Breakpad | rust-minidump |");
    Console.WriteLine("|---|--:|--:|--:|--:|--:|");
    foreach (var one in cases.Where(static c => c.Expected is not null))
    {
        var expected = TrueFrames.Expected(one.Expected!);
        var a = TrueFrames.Score(expected, TrueFrames.Ours(OwnStacks.Walk(one)));
        var own = TrueFrames.Score(expected, TrueFrames.Ours(OwnStacks.WalkByBinaries(one)));
        var b = TrueFrames.Score(expected, TrueFrames.Breakpad(one.BreakpadHuman));
        var c = TrueFrames.Score(expected, TrueFrames.Rust(one.Rust));
        Console.WriteLine($"| {one.Name} | {expected.Count} | {Cell(a)} | {Cell(own)} | {Cell(b)} | {Cell(c)} |");
        (ours, binaries, breakpad, rust) = (ours + a, binaries + own, breakpad + b, rust + c);
        if (verbose)
        {
            PrintFrames(one);
        }
    }

    Console.WriteLine($"| all | {ours.True} | {Cell(ours)} | {Cell(binaries)} | {Cell(breakpad)} | {Cell(rust)} |");
}

static void PrintFrames(CorpusCase one)
{
    foreach (var (name, report) in ((string, Report?)[])[("symbols", OwnStacks.Walk(one)), ("binaries", OwnStacks.WalkByBinaries(one))])
    {
        Console.WriteLine($"  {name}:");
        foreach (var frame in report is { Threads.Count: > 0 } ? report.Threads[0].Frames : [])
        {
            Console.WriteLine($"    0x{frame.Instruction:x} {frame.Trust} {frame.Module}!{frame.Function}");
        }

        foreach (var module in report?.Modules ?? [])
        {
            Console.WriteLine($"    {module.CodeFile} {module.DebugId}: {string.Join("; ", module.SymbolLookups)}");
        }
    }
}

static string Cell(TrueFrames frames) => $"{frames.Found} ({frames.Invented})";
