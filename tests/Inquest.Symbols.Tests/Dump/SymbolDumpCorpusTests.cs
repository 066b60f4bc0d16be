using System.IO.Compression;
using Inquest.Formats;
using Inquest.Symbols.Dump;
using Inquest.Testing;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>Our symbol files beside those that Breakpad's dump_syms wrote from the same ELF files.</summary>
public sealed class SymbolDumpCorpusTests
{
    // Case, file, golden, and functions whose names may differ: those without a linkage name in an unnamed namespace, which only
    // ours writes.
    [Theory]
    [InlineData("moz-linux-basic-full", "basic.full", "basic.full.bp-inlines.sym", 0)]
    [InlineData("sy-linux-crash", "crash.debug.gz", "crash.debug.bp-inlines.sym.gz", 12)]
    [InlineData("sa-example-linux", "example-linux", "example-linux.bp-inlines.sym", 0)]
    [InlineData("sa-android32-softokn3", "libsoftokn3.so.dbg.gz", "libsoftokn3.so.dbg.bp-inlines.sym.gz", 0)]
    [InlineData("sy-linux-arm64-cfi", "cfi_test", "cfi_test.bp-inlines.sym", 0)]
    public void Has_the_functions_and_lines_of_Breakpads_writer(string name, string file, string golden, int otherNames)
    {
        var folder = Corpus.Case("dumpsyms/" + name);
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var ours = SymText.Parse(Dump(ReadAll(Path.Combine(folder, file))));
        var theirs = SymText.Parse(System.Text.Encoding.UTF8.GetString(ReadAll(Path.Combine(folder, "golden", golden))));
        Assert.Equal(theirs.Functions.Keys, ours.Functions.Keys);
        Assert.Equal(otherNames, theirs.Functions.Count(pair => ours.Functions[pair.Key].Name != pair.Value.Name));
        foreach (var (address, function) in theirs.Functions)
        {
            Assert.Equal(function.Size, ours.Functions[address].Size);
            Assert.Equal(function.LineAt, ours.Functions[address].LineAt);
        }

        Assert.Equal(theirs.CfiStarts, ours.CfiStarts.Intersect(theirs.CfiStarts).Order());
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes_whatever_thread_reads_what()
    {
        var folder = Corpus.Case("dumpsyms/sy-linux-crash");
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var bytes = ReadAll(Path.Combine(folder, "crash.debug.gz"));
        Assert.Equal(Dump(bytes), Dump(bytes));
    }

    [Fact]
    public void Compressed_sections_give_the_same_symbols()
    {
        var folder = Corpus.Case("dumpsyms/sy-linux-crash");
        var compressed = Corpus.Case("dumpsyms/sy-linux-crash-compressed");
        if (folder is null || compressed is null)
        {
            Assert.Skip("corpus not present");
        }

        Assert.Equal(
            Dump(ReadAll(Path.Combine(folder, "crash.debug.gz"))), Dump(ReadAll(Path.Combine(compressed, "crash.debug-zlib.gz"))));
    }

    [Fact]
    public void Refuses_what_is_not_ELF()
    {
        using var bytes = new MemoryFileBytes("MZ"u8.ToArray());
        Assert.Equal(SymbolDumpError.NotElf,
            ElfSymbolDump.TryWrite(bytes, null, new SymbolDumpOptions { ModuleName = "a" }, TextWriter.Null, out _));
    }

    static string Dump(byte[] file)
    {
        using var bytes = new MemoryFileBytes(file);
        using var text = new StringWriter();
        Assert.Equal(SymbolDumpError.None,
            ElfSymbolDump.TryWrite(bytes, null, new SymbolDumpOptions { ModuleName = "module" }, text, out _));
        return text.ToString();
    }

    static byte[] ReadAll(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all);
        return all.ToArray();
    }
}
