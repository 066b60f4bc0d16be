using System.IO.Compression;
using System.Text;
using Inquest.Formats;
using Inquest.Symbols.Dump;
using Inquest.Testing;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>Symbols of Mach-O files and dSYMs beside those of other writers, and on files that clang and dsymutil make here.</summary>
public sealed class MachODumpTests
{
    const string Inner = "Contents/Resources/DWARF/";

    // Case, binary, dSYM, golden, functions whose names may differ (ours have the return type of templates).
    [Theory]
    [InlineData("sy-macos-crash", "crash", "crash.dSYM/" + Inner + "crash.gz", "crash.dSYM__Contents__Resources__DWARF__crash.moz-x86_64.sym", 10)]
    [InlineData("sa-macho-oso-dsym", "mac-dsym/main", "mac-dsym/main.dSYM/" + Inner + "main", "mac-dsym__main.dSYM__Contents__Resources__DWARF__main.moz-arm64.sym", 2)]
    [InlineData("sy-electron", "Electron", null, "Electron.moz-x86_64.sym", 0)]
    [InlineData("sy-macos-overlapping", "overlapping_funcs", null, "overlapping_funcs.moz-x86_64.sym", 0)]
    public void Has_the_functions_and_lines_of_Mozillas_writer(string name, string binary, string? debugFile, string golden, int otherNames)
    {
        var folder = Corpus.Case("dumpsyms/" + name);
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var ours = SymText.Parse(Dump(ReadAll(Path.Combine(folder, binary)), debugFile is null ? null : ReadAll(Path.Combine(folder, debugFile))));
        var theirs = SymText.Parse(Encoding.UTF8.GetString(ReadAll(Path.Combine(folder, "golden", golden))));
        Assert.Equal(theirs.Functions.Keys, ours.Functions.Keys);
        Assert.Equal(otherNames, theirs.Functions.Count(pair => ours.Functions[pair.Key].Name != pair.Value.Name));
        foreach (var (address, function) in theirs.Functions)
        {
            Assert.Equal(function.Size, ours.Functions[address].Size);
            Assert.Equal(function.LineAt, ours.Functions[address].LineAt);
        }
    }

    [Theory]
    [InlineData("sy-macos-crash", "crash", "crash.moz-x86_64.sym")]
    [InlineData("sa-macho-oso-dsym", "mac-oso/main", "mac-oso__main.moz-arm64.sym")]
    public void Unwinds_all_that_Mozillas_writer_unwinds(string name, string binary, string golden)
    {
        var folder = Corpus.Case("dumpsyms/" + name);
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        var ours = SymText.Parse(Dump(ReadAll(Path.Combine(folder, binary)), null));
        var theirs = SymText.Parse(Encoding.UTF8.GetString(ReadAll(Path.Combine(folder, "golden", golden))));
        Assert.Empty(theirs.CfiStarts.Except(ours.CfiStarts));
        // Without debug information the stabs still give each function its size.
        Assert.NotEmpty(ours.Functions);
    }

    [Fact]
    public void Survives_every_debug_file_of_Apple_reports()
    {
        if (Corpus.Case("apple") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.gz", SearchOption.AllDirectories).Where(path => path.Contains(Inner, StringComparison.Ordinal)))
        {
            using var bytes = new MemoryFileBytes(ReadAll(path));
            var options = new SymbolDumpOptions { ModuleName = "module" };
            var error = SymbolDump.TryWriteText(new SymbolDumpInput(bytes), options, Stream.Null, out var summary);
            if (error == SymbolDumpError.ArchitectureAmbiguous)
            {
                error = SymbolDump.TryWriteText(new SymbolDumpInput(bytes), options with { Architecture = "arm64" }, Stream.Null, out summary);
            }

            Assert.Equal(SymbolDumpError.None, error);
            // The smallest program has two methods and main.
            Assert.True(summary!.FunctionCount >= 3, path);
            Assert.True(summary.LineCount > 3, path);
        }
    }

    [Theory]
    [InlineData("x86_64", "-O2")]
    [InlineData("arm64", "-O2")]
    // Not -gdwarf-5: dsymutil 14 drops the forms of version 5 and leaves a debug file without functions.
    public void A_debug_file_and_its_binary_give_lines_inlines_and_unwinding(string architecture, string options)
    {
        if (!AppleTools.AreInstalled)
        {
            Assert.Skip("no compiler, linker or dsymutil for Mach-O here");
        }

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = AppleTools.Build(folder.FullName, architecture, options.Split(' '));
            var debugPath = Path.Combine(path + ".dSYM", Inner, "libshapes.dylib");
            var text = Dump(File.ReadAllBytes(path), File.ReadAllBytes(debugPath));
            Assert.Contains($"MODULE mac {architecture} ", text, StringComparison.Ordinal);
            Assert.Contains(" Shape::area(int)\n", text, StringComparison.Ordinal);
            Assert.Contains(" twice(int)\n", text, StringComparison.Ordinal);
            Assert.Contains("shapes.cpp\n", text, StringComparison.Ordinal);
            Assert.Contains("STACK CFI INIT", text, StringComparison.Ordinal);
            Assert.Equal(SymText.Parse(text).Functions.Keys, SymText.Parse(Dump(File.ReadAllBytes(debugPath), null)).Functions.Keys);

            // The binary beside a dSYM and the dSYM beside a binary are found by themselves; another build's is not.
            Assert.Equal([debugPath], AppleBundle.Files(path + ".dSYM"));
            using var bytes = new MemoryFileBytes(File.ReadAllBytes(path));
            Inquest.Formats.MachO.MachOFile.TryOpen(bytes, null, Inquest.Formats.MachO.MachOLimits.Default, out var file);
            Assert.Equal(debugPath, AppleBundle.FindDebugFile(file!, path));
            using var debugBytes = new MemoryFileBytes(File.ReadAllBytes(debugPath));
            Inquest.Formats.MachO.MachOFile.TryOpen(debugBytes, null, Inquest.Formats.MachO.MachOLimits.Default, out var debugFile);
            Assert.Equal(path, AppleBundle.FindBinary(debugFile!, debugPath));
            File.Delete(path);
            Assert.Null(AppleBundle.FindBinary(debugFile!, debugPath));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_debug_file_of_another_build_is_refused()
    {
        var folder = Corpus.Case("dumpsyms/sa-macho-oso-dsym");
        if (folder is null)
        {
            Assert.Skip("corpus not present");
        }

        using var binary = new MemoryFileBytes(ReadAll(Path.Combine(folder, "mac-oso/main")));
        using var debugFile = new MemoryFileBytes(ReadAll(Path.Combine(folder, "mac-dsym/main.dSYM", Inner, "main")));
        Assert.Equal(SymbolDumpError.WrongDebugFile, SymbolDump.TryWriteText(
            new SymbolDumpInput(binary) { DebugFile = debugFile }, new SymbolDumpOptions { ModuleName = "main" }, Stream.Null, out _));
    }

    static string Dump(byte[] binary, byte[]? debugFile)
    {
        using var bytes = new MemoryFileBytes(binary);
        using var debugBytes = debugFile is null ? null : new MemoryFileBytes(debugFile);
        using var text = new MemoryStream();
        Assert.Equal(SymbolDumpError.None, SymbolDump.TryWriteText(
            new SymbolDumpInput(bytes) { DebugFile = debugBytes }, new SymbolDumpOptions { ModuleName = "module" }, text, out _));
        return Encoding.UTF8.GetString(text.ToArray());
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
