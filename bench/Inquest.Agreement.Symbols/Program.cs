using System.Globalization;
using Inquest.Agreement.Symbols;
using Inquest.Formats;
using Inquest.Formats.Elf;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Dump;

// COUNT FILE…: our answers for so many addresses of each file, beside llvm-symbolizer's and eu-addr2line's.
var count = int.Parse(args[0], CultureInfo.InvariantCulture);
var all = new Comparison();
Console.WriteLine($"{"file",-34} {"sampled",9} {"peers agree",11} {"ours equal",10}  share");
foreach (var path in args[1..])
{
    if (Compare(path, count) is { } one)
    {
        Print(Path.GetFileName(path), one);
        foreach (var (kind, (number, example)) in one.Differences)
        {
            Console.WriteLine($"    {kind} {number}, as at {example}");
        }

        all.Add(one);
    }
}

Print("all", all);
return all.Equal >= all.Agreed * 0.999 ? 0 : 1;

static void Print(string name, Comparison comparison) => Console.WriteLine(
    $"{name,-34} {comparison.Sampled,9} {comparison.Agreed,11} {comparison.Equal,10}  {100.0 * comparison.Equal / Math.Max(1, comparison.Agreed):F3} %");

static Comparison? Compare(string path, int count)
{
    using var binary = MappedFileBytes.TryOpen(path, out _);
    if (binary is null || ElfFile.TryOpen(binary, ElfLimits.Default, out var elf) != ElfError.None)
    {
        Console.WriteLine($"{path}: not ELF");
        return null;
    }

    var debugPath = DebugFileFinder.Find(binary, path);
    using var debug = debugPath is null ? null : MappedFileBytes.TryOpen(debugPath, out _);
    using var companions = new FolderCompanions(path, debugPath);
    var cachePath = Path.Combine(Path.GetTempPath(), $"inquest-agreement-{Environment.ProcessId}.symc");
    try
    {
        var error = SymbolDump.TryWriteCache(new SymbolDumpInput(binary) { DebugFile = debug, Companions = companions },
            new SymbolDumpOptions { ModuleName = "module" }, cachePath, null, out _, out _);
        if (error != SymbolDumpError.None || SymbolCacheFile.TryOpen(cachePath, out var cache) != SymbolCacheError.None)
        {
            Console.WriteLine($"{path}: {error}");
            return null;
        }

        using (cache)
        {
            var addresses = Sample(elf!, count);
            var llvm = Peer.Llvm(path, addresses);
            var elfutils = Peer.Elfutils(path, addresses);
            var comparison = new Comparison();
            for (var i = 0; i < addresses.Count && i < llvm.Count && i < elfutils.Count; i++)
            {
                var isKnown = llvm[i].Count > 0 && llvm[i][0].Line > 0 && llvm[i].All(frame => frame.Function != "??") && Comparison.AreSame(llvm[i], elfutils[i]);
                comparison.Add(addresses[i], isKnown ? llvm[i] : null, cache!.FindLocation(addresses[i] - elf!.LinkBase));
            }

            return comparison;
        }
    }
    finally
    {
        File.Delete(cachePath);
    }
}

// Evenly over the code, at places that a fixed seed moves: every run asks the same.
static List<ulong> Sample(ElfFile elf, int count)
{
    var text = elf.Sections.Where(section => section.IsExecutable && section.Name == ".text").ToList();
    var size = text.Aggregate(0UL, (sum, section) => sum + section.Size);
    var random = new Random(42);
    var addresses = new List<ulong>();
    foreach (var section in text)
    {
        var share = (int)Math.Min((ulong)count * section.Size / Math.Max(1, size), section.Size);
        var step = (double)section.Size / Math.Max(1, share);
        for (var i = 0; i < share; i++)
        {
            addresses.Add(section.Address + (ulong)((i + random.NextDouble()) * step));
        }
    }

    return addresses;
}
