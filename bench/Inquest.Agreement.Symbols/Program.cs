using System.Diagnostics;
using System.Globalization;
using Inquest.Agreement.Symbols;

// [--count N] [--elfutils N] [--examples N] [--set NAME] FILE…: our answers for so many addresses of each file, beside
// (of the next file and of one with the same code and other debug information: --beside FILE)
// llvm-symbolizer's and, for fewer addresses because it takes milliseconds for each, eu-addr2line's. A table for each set.
var (count, elfutilsCount, exampleCount) = (100_000, 500, 1);
var all = new Comparison();
Comparison? set = null;
string? beside = null;
var setName = "files";
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--count": count = Number(args[++i]); break;
        case "--elfutils": elfutilsCount = Number(args[++i]); break;
        case "--examples": exampleCount = Number(args[++i]); break;
        case "--beside": beside = args[++i]; break;
        case "--set":
            EndSet();
            setName = args[++i];
            break;
        default:
            if (set is null)
            {
                set = new Comparison();
                Console.WriteLine($"\n{setName,-34} {"sampled",9} {"with line",9} {"equal",9}    share   both peers    equal  differ: ours");
            }

            if (Compare(args[i], beside) is { } one)
            {
                set.Add(one);
                all.Add(one);
            }

            beside = null;
            break;
    }
}

EndSet();
Print("all", all);
foreach (var (rule, number) in all.Rules)
{
    Console.WriteLine($"    equal by rule: {rule} {number}");
}

return all.Equal >= all.Known * 0.999 ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static void Print(string name, Comparison one, string more = "") => Console.WriteLine(
    $"{name,-34} {one.Sampled,9} {one.Known,9} {one.Equal,9}  {Share(one.Equal, one.Known)} {one.Agreed,9}  {Share(one.AgreedEqual, one.Agreed)} {one.Disputed,6} {one.DisputedOurs,5}  {more}");

static string Share(int part, int whole) => whole == 0 ? "       -" : $"{100.0 * part / whole,7:F3}%";

void EndSet()
{
    if (set is not null)
    {
        Print("= " + setName, set);
        set = null;
    }
}

Comparison? Compare(string path, string? beside)
{
    var watch = Stopwatch.StartNew();
    using var binary = Binary.Open(path, out var problem);
    if (binary is null)
    {
        Console.WriteLine($"{path}: {problem}");
        return null;
    }

    var addresses = binary.Sample(count);
    var step = Math.Max(1, addresses.Count / Math.Max(1, elfutilsCount));
    var some = elfutilsCount == 0 || !binary.IsElf ? [] : addresses.Where((_, index) => index % step == 0).ToList();
    var elfutils = Task.Run(() => Peer.Elfutils(path, some));
    var llvm = Peer.Llvm(path, addresses);
    var witness = beside is null ? null : Peer.Llvm(beside, addresses);
    var comparison = new Comparison();
    if (llvm.Count != addresses.Count || (elfutils.Result.Count > 0 && elfutils.Result.Count != some.Count))
    {
        Console.WriteLine($"{path}: {addresses.Count} questions, {llvm.Count} and {elfutils.Result.Count} answers");
        return null;
    }

    for (var i = 0; i < addresses.Count; i++)
    {
        var other = elfutils.Result.Count > 0 && i % step == 0 ? elfutils.Result[i / step] : null;
        comparison.Add(binary, addresses[i], llvm[i], other, witness?[i]);
    }

    Print(Path.GetFileName(path), comparison, $"{watch.Elapsed.TotalSeconds:F1} s");
    foreach (var (kind, (number, examples)) in comparison.Differences)
    {
        Console.WriteLine($"    {kind} {number}");
        foreach (var example in examples.Take(exampleCount))
        {
            Console.WriteLine($"        {example}");
        }
    }

    return comparison;
}
