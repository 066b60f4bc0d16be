using System.Diagnostics;
using System.Globalization;
using Inquest.Bench.Symbols;
using Inquest.Symbols;
using Inquest.Symbols.Cache;

// make FILE MEGABYTES [plain]   writes a symbol file of a realistic shape, with inlined calls or without
// cold FILE CACHE               converts it and looks up 1,000 addresses
// warm FILE CACHE               opens the cache and looks up the same
return args switch
{
    ["make", var path, var megabytes, .. var rest] => Make(path, megabytes, rest is not ["plain"]),
    ["cold", var path, var cache] => Run(path, cache, isCold: true),
    ["warm", var path, var cache] => Run(path, cache, isCold: false),
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

static long StartTicks(Process self) =>
    Environment.TickCount64 - (long)(TimeProvider.System.GetLocalNow().DateTime - self.StartTime).TotalMilliseconds;

static int Usage()
{
    Console.Error.WriteLine("make FILE MEGABYTES [plain] | cold FILE CACHE | warm FILE CACHE");
    return 2;
}
