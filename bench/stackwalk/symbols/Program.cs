using System.Diagnostics;
using System.Globalization;
using Inquest.Bench.Symbols;
using Inquest.Formats;
using Inquest.Symbols;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Dump;

// make FILE MEGABYTES [plain]   writes a symbol file of a realistic shape, with inlined calls or without
// cold FILE CACHE               converts it and looks up 1,000 addresses
// warm FILE CACHE               opens the cache and looks up the same
// binary FILE CACHE             makes the cache from a binary with debug information, opens it again and again, looks up frames
return args switch
{
    ["make", var path, var megabytes, .. var rest] => Make(path, megabytes, rest is not ["plain"]),
    ["cold", var path, var cache] => Run(path, cache, isCold: true),
    ["warm", var path, var cache] => Run(path, cache, isCold: false),
    ["binary", var path, var cache] => Binary(path, cache),
    _ => Usage(),
};

static int Make(string path, string megabytes, bool withInlines)
{
    using var file = new StreamWriter(path);
    SymGenerator.Write(file, long.Parse(megabytes, CultureInfo.InvariantCulture) << 20, withInlines);
    return 0;
}

static int Run(string path, string cachePath, bool isCold)
{
    var clock = Stopwatch.StartNew();
    if (isCold)
    {
        using var sym = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var result = SymbolCacheWriter.Write(sym, cachePath, SymbolLimits.Default);
        Console.WriteLine($"  convert {clock.Elapsed.TotalMilliseconds,8:f1} ms  {result.SymBytes >> 20} MB -> {result.CacheBytes >> 20} MB, {result.Error}, {result.Findings.Count} findings");
        clock.Restart();
    }

    var error = SymbolCacheFile.TryOpen(cachePath, out var file);
    if (file is null)
    {
        Console.WriteLine(error);
        return 1;
    }

    var opened = clock.Elapsed;
    var found = 0;
    for (ulong i = 0; i < 1000; i++)
    {
        var rva = 0x10000 + (i * 7919 * 64 % SymGenerator.CodeSize(new FileInfo(path).Length));
        found += file.FindLocation(rva) is { } location ? 1 + location.Inlines.Count : 0;
        found += file.FindCfi(rva) is not null ? 1 : 0;
    }

    using var self = Process.GetCurrentProcess();
    Console.WriteLine(
        $"  open {opened.TotalMilliseconds:f2} ms, 1,000 lookups {(clock.Elapsed - opened).TotalMilliseconds:f2} ms ({found} results); " +
        $"process {(Environment.TickCount64 - StartTicks(self)),5} ms, cpu {self.TotalProcessorTime.TotalMilliseconds:f0} ms, peak RSS {self.PeakWorkingSet64 >> 20} MB");
    return 0;
}

static int Binary(string path, string cachePath)
{
    var clock = Stopwatch.StartNew();
    using var bytes = MappedFileBytes.TryOpen(path, out _);
    if (bytes is null || SymbolDump.TryWriteCache(new SymbolDumpInput(bytes), new SymbolDumpOptions { ModuleName = Path.GetFileName(path) },
        cachePath, null, out var summary, out _) != SymbolDumpError.None)
    {
        Console.WriteLine($"no symbols in {path}");
        return 1;
    }

    using var self = Process.GetCurrentProcess();
    Console.WriteLine($"  {bytes.Length >> 20} MB, {summary!.FunctionCount} functions, {summary.LineCount} lines -> {new FileInfo(cachePath).Length >> 20} MB of cache: "
        + $"{clock.Elapsed.TotalSeconds:f2} s, processors {self.TotalProcessorTime.TotalSeconds:f2} s, peak {self.PeakWorkingSet64 >> 20} MB");
    var opens = new List<double>();
    for (var i = 0; i < 101; i++)
    {
        clock.Restart();
        SymbolCacheFile.TryOpen(cachePath, out var again);
        opens.Add(clock.Elapsed.TotalMicroseconds);
        again!.Dispose();
    }

    opens.Sort();
    SymbolCacheFile.TryOpen(cachePath, out var cache);
    using (cache)
    {
        // Frames of a crash: few addresses, asked again and again.
        var random = new Random(42);
        var code = (ulong)bytes.Length / 8;
        var frames = Enumerable.Range(0, 1000).Select(_ => (ulong)random.NextInt64((long)code)).Where(rva => cache!.FindLocation(rva) is not null).ToArray();
        var calls = 0;
        const int Rounds = 200;
        self.Refresh();
        var before = self.TotalProcessorTime;
        clock.Restart();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var rva in frames)
            {
                calls += cache!.FindLocation(rva)!.Inlines.Count;
            }
        }

        var lookups = (double)Rounds * Math.Max(1, frames.Length);
        var wall = clock.Elapsed.TotalMicroseconds / lookups;
        self.Refresh();
        Console.WriteLine($"  open {opens[50]:f0} us (first {opens[^1]:f0}), frame {wall:f2} us, of processor {(self.TotalProcessorTime - before).TotalMicroseconds / lookups:f2} us "
            + $"({frames.Length} addresses, {calls / lookups:f1} inlined calls each)");
    }

    return 0;
}

static long StartTicks(Process self) =>
    Environment.TickCount64 - (long)(TimeProvider.System.GetLocalNow().DateTime - self.StartTime).TotalMilliseconds;

static int Usage()
{
    Console.Error.WriteLine("make FILE MEGABYTES [plain] | cold FILE CACHE | warm FILE CACHE | binary FILE CACHE");
    return 2;
}
