using System.IO.Compression;
using System.Text;
using Inquest.Symbols.Cache;
using Inquest.Testing;

namespace Inquest.Symbols.Tests;

public sealed class CacheCorpusTests
{
    [Fact]
    public void Every_symbol_file_converts_and_answers_as_a_naive_reader_does()
    {
        var checkedCount = 0;
        foreach (var path in SymFiles())
        {
            var text = Read(path);
            if (path.Contains("malformed", StringComparison.Ordinal) && path.EndsWith("_bad.sym", StringComparison.Ordinal))
            {
                continue;
            }

            using var fixture = new SymFixture(text, new SymbolLimits { ChunkBytes = 5000 });
            Assert.True(fixture.OpenError == SymbolCacheError.None, path + " " + fixture.Result.Error);
            Assert.True(fixture.Result.Findings.Count == 0, path + " " + string.Join(' ', fixture.Result.Findings));
            var naive = NaiveSymbols.Parse(Encoding.UTF8.GetString(text));
            var step = Math.Max(1, naive.Edges.Count / 40);
            Agreement.Check(naive, fixture.File, naive.Edges.Where((_, i) => i % step == 0));
            checkedCount++;
        }

        Assert.True(checkedCount > 100);
    }

    [Fact]
    public void The_old_inline_syntax_gives_the_functions_and_lines_of_the_new_one()
    {
        var root = Corpus.Case("minidump/bp-linux-inline");
        Assert.SkipWhen(root is null, "corpus not present");
        using var old = new SymFixture(Read(Directory.EnumerateFiles(root + "/symbols-oldsyntax", "*.sym", SearchOption.AllDirectories).Single()));
        using var current = new SymFixture(Read(Directory.EnumerateFiles(root + "/symbols", "*.sym", SearchOption.AllDirectories).Single()));
        var compared = 0;
        for (ulong rva = 0x15b30; rva < 0x15b30 + 0x6cf; rva++)
        {
            var (left, right) = (old.File.FindLocation(rva)!, current.File.FindLocation(rva)!);
            // The two files name their sources differently on purpose, so the files of the calls are not compared.
            Assert.Equal((right.Function, right.Line), (left.Function, left.Line));
            Assert.Equal(right.Inlines.Select(i => (i.Function, i.Line)), left.Inlines.Select(i => (i.Function, i.Line)));
            compared += left.Inlines.Count;
        }

        Assert.True(compared > 1000);
    }

    static IEnumerable<string> SymFiles()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        return Directory.EnumerateFiles(Corpus.Root, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".sym", StringComparison.Ordinal) || path.EndsWith(".sym.gz", StringComparison.Ordinal))
            .Where(path => new FileInfo(path).Length > 0);
    }

    static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var copy = new MemoryStream();
        text.CopyTo(copy);
        return copy.ToArray();
    }
}
