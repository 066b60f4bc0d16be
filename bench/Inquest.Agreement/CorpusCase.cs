using System.IO.Compression;
using System.Text.Json;

namespace Inquest.Agreement;

/// <summary>One dump of the corpus with what belongs to it.</summary>
/// <param name="Rust">Path of rust-minidump's JSON; it may be there with <c>.gz</c> only.</param>
/// <param name="Breakpad">Path of Breakpad's machine-readable lines.</param>
/// <param name="BreakpadHuman">Path of Breakpad's text, the only one with the program counter of every frame.</param>
/// <param name="Expected">Path of the true frames, or null.</param>
public sealed record CorpusCase(
    string Name, string Kind, string Platform, string Dump, string? Symbols, string Rust, string Breakpad, string BreakpadHuman,
    string? Expected)
{
    /// <summary>The folder of the process's own binaries, or null.</summary>
    public string? Binaries => Path.Combine(Path.GetDirectoryName(Dump)!, "snapshot") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Every dump of the named kinds, in the index's order.</summary>
    public static IEnumerable<CorpusCase> All(string corpus, params string[] kinds)
    {
        var dumps = Path.Combine(corpus, "dumps");
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(dumps, "INDEX.json")));
        var cases = index.RootElement.Clone();
        foreach (var entry in cases.EnumerateArray())
        {
            var kind = entry.GetProperty("kind").GetString()!;
            if (!kinds.Contains(kind, StringComparer.Ordinal))
            {
                continue;
            }

            var folder = Path.Combine(dumps, entry.GetProperty("dir").GetString()!);
            var platform = $"{entry.GetProperty("platform").GetString()} {entry.GetProperty("arch").GetString()}".Trim();
            foreach (var dump in Dumps(folder, kind))
            {
                yield return Of(folder, entry.GetProperty("case").GetString()!, kind, platform, dump);
            }
        }
    }

    /// <summary>The dump's bytes, unpacked.</summary>
    public byte[] ReadDump()
    {
        if (!Dump.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(Dump);
        }

        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(File.OpenRead(Dump), CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    static IEnumerable<string> Dumps(string folder, string kind) =>
        kind == "malformed"
            ? Directory.EnumerateFiles(folder).Where(static f => f.Contains("dmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            : Directory.EnumerateFiles(folder, "dump.dmp*").Take(1);

    static CorpusCase Of(string folder, string name, string kind, string platform, string dump)
    {
        var golden = Path.Combine(folder, "golden");
        var file = Path.GetFileName(dump);
        var prefix = kind == "malformed" ? file + "." : "";
        var symbols = Path.Combine(folder, "symbols");
        var expected = Path.Combine(folder, "expected", "frames.json");
        return new CorpusCase(
            kind == "malformed" ? $"{name}/{file}" : name,
            kind,
            kind == "malformed" ? "malformed" : platform,
            dump,
            Directory.Exists(symbols) ? symbols : null,
            Path.Combine(golden, prefix + "rs.json"),
            Path.Combine(golden, prefix + "bp.machine.txt"),
            Path.Combine(golden, prefix + "bp.human.txt"),
            File.Exists(expected) ? expected : null);
    }
}
