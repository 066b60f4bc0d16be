using System.IO.Compression;
using Inquest.Formats;
using Inquest.Symbols.Cache;
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
        // Assembly with lines is a function for us and only a symbol for them, which of Thumb code has an odd address.
        Assert.Equal(theirs.Functions.Keys, ours.Functions.Keys.Where(address => theirs.Functions.ContainsKey(address) || !(theirs.Publics.Contains(address) || theirs.Publics.Contains(address + 1))));
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

    [Theory]
    [InlineData("crash.debug-zlib.gz")]
    [InlineData("crash.debug-zstd.gz")]
    public void Compressed_sections_give_the_same_symbols(string file)
    {
        var folder = Corpus.Case("dumpsyms/sy-linux-crash");
        var compressed = Corpus.Case("dumpsyms/sy-linux-crash-compressed");
        if (folder is null || compressed is null)
        {
            Assert.Skip("corpus not present");
        }

        Assert.Equal(
            Dump(ReadAll(Path.Combine(folder, "crash.debug.gz"))), Dump(ReadAll(Path.Combine(compressed, file))));
    }

    [Theory]
    [InlineData("with-dwo/main")]
    [InlineData("with-dwp/main")]
    public void Entries_in_split_files_are_read(string file)
    {
        var folder = Corpus.Case("dumpsyms/sa-split-dwarf");
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var path = Path.Combine(folder, file);
        using var bytes = new MemoryFileBytes(File.ReadAllBytes(path));
        using var companions = new FolderCompanions(path);
        using var text = new MemoryStream();
        Assert.Equal(SymbolDumpError.None, SymbolDump.TryWriteText(
            new SymbolDumpInput(bytes) { Companions = companions }, new SymbolDumpOptions { ModuleName = "main" }, text, out var summary));
        Assert.DoesNotContain(summary!.Findings, finding => finding.Code == "debug-info-split");
        var names = SymText.Parse(System.Text.Encoding.UTF8.GetString(text.ToArray())).Functions.Values.Select(function => function.Name).ToList();
        Assert.Contains("main", names);
        Assert.Equal(11, names.Count);
    }

    [Fact]
    public void A_binary_without_its_split_files_says_which_are_missing()
    {
        var path = Corpus.Case("dumpsyms/sa-split-dwarf/with-dwo/main");
        if (path is null)
        {
            Assert.Skip("corpus not present");
        }

        using var bytes = new MemoryFileBytes(File.ReadAllBytes(path));
        SymbolDump.TryWriteText(new SymbolDumpInput(bytes), new SymbolDumpOptions { ModuleName = "main" }, Stream.Null, out var summary);
        Assert.Contains(summary!.Findings, finding => finding.Code == "debug-info-split" && finding.Detail.Contains(".dwo", StringComparison.Ordinal));
    }

    [Fact]
    public void The_symbols_inside_gnu_debugdata_become_publics()
    {
        var path = Corpus.Case("dumpsyms/moz-linux-minidebuginfo/basic.minidebuginfo");
        if (path is null)
        {
            Assert.Skip("corpus not present");
        }

        Assert.Contains(" inline_1(int)\n", Dump(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_whose_names_dwz_moved_away_are_called_as_the_symbol_table_has_them()
    {
        var path = Corpus.Case("dumpsyms/moz-linux-basic-dwz/basic.dwz");
        if (path is null)
        {
            Assert.Skip("corpus not present");
        }

        Assert.Contains("FUNC 1125 26 0 inline_1(int)\n", Dump(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_file_made_without_text_in_between_answers_the_same()
    {
        var folder = Corpus.Case("dumpsyms/sy-linux-crash");
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var bytes = ReadAll(Path.Combine(folder, "crash.debug.gz"));
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var (direct, throughText) = (Path.Combine(directory.FullName, "a.symc"), Path.Combine(directory.FullName, "b.symc"));
            using var file = new MemoryFileBytes(bytes);
            var options = new SymbolDumpOptions { ModuleName = "module" };
            Assert.Equal(SymbolDumpError.None,
                SymbolDump.TryWriteCache(new SymbolDumpInput(file), options, direct, new SymbolLimits { ChunkBytes = 4096 }, out _, out var result));
            Assert.Equal(SymbolCacheError.None, result!.Error);
            var text = Dump(bytes);
            SymbolCacheWriter.Write(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), throughText);
            Assert.Equal(SymbolCacheError.None, SymbolCacheFile.TryOpen(direct, out var a));
            Assert.Equal(SymbolCacheError.None, SymbolCacheFile.TryOpen(throughText, out var b));
            using (a)
            using (b)
            {
                Assert.Equal(b!.Module, a!.Module);
                foreach (var (start, function) in SymText.Parse(text).Functions)
                {
                    for (var address = start; address < start + function.Size; address += 3)
                    {
                        Assert.Equivalent(b.FindLocation(address), a.FindLocation(address), strict: true);
                    }
                }
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Refuses_a_format_that_it_does_not_know()
    {
        using var bytes = new MemoryFileBytes("?!"u8.ToArray());
        Assert.Equal(SymbolDumpError.UnknownFormat,
            SymbolDump.TryWriteText(new SymbolDumpInput(bytes), new SymbolDumpOptions { ModuleName = "a" }, Stream.Null, out _));
    }

    static string Dump(byte[] file)
    {
        using var bytes = new MemoryFileBytes(file);
        using var text = new MemoryStream();
        Assert.Equal(SymbolDumpError.None,
            SymbolDump.TryWriteText(new SymbolDumpInput(bytes), new SymbolDumpOptions { ModuleName = "module" }, text, out _));
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
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
