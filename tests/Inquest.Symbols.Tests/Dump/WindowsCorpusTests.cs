using Inquest.Testing;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>Our symbols of Windows modules beside those of other tools; docs/formats/pdb.md explains what differs.</summary>
public sealed class WindowsCorpusTests
{
    [Theory]
    [InlineData("bp-win-dump-syms-regtest", "dump_syms_regtest.pdb.gz", "dump_syms_regtest.pdb.moz-inlines.sym", 0, 0)]
    [InlineData("bp-win-dump-syms-regtest64", "dump_syms_regtest64.pdb.gz", "dump_syms_regtest64.pdb.moz-inlines.sym", 0, 0.007)]
    [InlineData("moz-win-basic32-min", "basic32-min.pdb.gz", "basic32-min.pdb.moz-inlines.sym.gz", 0, 0)]
    [InlineData("sa-win64-WriteArgument", "WriteArgument.pdb.gz", "WriteArgument.pdb.moz-inlines.sym", 0, 0.006)]
    // Four variadic functions, whose last parameter Mozilla's writer calls <NoType>.
    [InlineData("sy-windows-srcsrv", "crash_with_srcsrv.pdb.gz", "crash_with_srcsrv.pdb.moz-inlines.sym", 4, 0.028)]
    public void Has_the_functions_and_lines_of_Mozillas_writer(string name, string file, string golden, int otherNames, double otherLines)
    {
        var folder = Case(name);
        var ours = WindowsSymText.Parse(WindowsDump.Text(Path.Combine(folder, file)));
        var theirs = WindowsSymText.Parse(WindowsDump.ReadText(Path.Combine(folder, "golden", golden)));
        Assert.Equal(theirs.Head, ours.Head);
        var (addresses, different, names) = (0, 0, 0);
        foreach (var (start, function) in theirs.Functions)
        {
            var own = Assert.Contains(start, (IDictionary<uint, WindowsFunction>)ours.Functions);
            Assert.Equal(function.Size, own.Size);
            names += own.Name == function.Name ? 0 : 1;
            for (var at = start; at < start + function.Size; at++)
            {
                addresses++;
                different += own.LineAt(at) == function.LineAt(at) ? 0 : 1;
            }
        }

        Assert.Equal(otherNames, names);
        Assert.True(different <= addresses * otherLines, $"{different} of {addresses} addresses have another line");
        // What they call public is a thunk with a size here, or an end of a section that they made up.
        Assert.All(theirs.Publics.Where(symbol => !symbol.Value.StartsWith("<unknown", StringComparison.Ordinal)),
            symbol => Assert.True(ours.Publics.ContainsKey(symbol.Key) || ours.Functions.ContainsKey(symbol.Key)));
    }

    [Theory]
    [InlineData("bp-win-dump-syms-regtest", "dump_syms_regtest.pdb.gz", "expected/dump_syms_regtest.sym")]
    public void Has_the_frames_of_Breakpads_writer(string name, string file, string golden)
    {
        var folder = Case(name);
        var ours = WindowsSymText.Parse(WindowsDump.Text(Path.Combine(folder, file)));
        Assert.Equal(WindowsSymText.Parse(WindowsDump.ReadText(Path.Combine(folder, golden))).Frames.Order(), ours.Frames.Order());
    }

    [Theory]
    [InlineData("bp-win-omap-reorder-bbs", "omap_reorder_bbs")]
    [InlineData("bp-win-omap-stretched", "omap_stretched")]
    public void Code_that_was_moved_is_found_where_it_is_now(string name, string file)
    {
        var folder = Case(name);
        var ours = WindowsSymText.Parse(WindowsDump.Text(Path.Combine(folder, file + ".pdb.gz")));
        var golden = Path.Combine(folder, "expected", file + ".sym");
        var theirs = WindowsSymText.Parse(WindowsDump.ReadText(File.Exists(golden) ? golden : golden + ".gz"));
        // Pieces of a function that only inserted code parts are one here and sometimes two there.
        var (known, same) = (0, 0);
        foreach (var (start, function) in theirs.Functions)
        {
            var holder = ours.Functions.LastOrDefault(pair => pair.Key <= start && start < pair.Key + pair.Value.Size).Value;
            known++;
            same += holder is not null && Bare(holder.Name) == Bare(function.Name) ? 1 : 0;
        }

        Assert.True(same >= known * 0.97, $"{same} of {known}");
    }

    [Theory]
    [InlineData("bp-win-pe-only", "pe_only_symbol_test.dll", "expected/pe_only_symbol_test.sym")]
    [InlineData("bp-win-dump-syms-regtest64", "dump_syms_regtest64.exe", "expected/dump_syms_regtest64.sym")]
    public void Frames_cover_what_Breakpads_do_and_agree_once_the_prolog_is_done(string name, string file, string golden)
    {
        var folder = Case(name);
        var ours = WindowsSymText.Parse(WindowsDump.Text(Path.Combine(folder, file)));
        var theirs = WindowsSymText.Parse(WindowsDump.ReadText(Path.Combine(folder, golden)));
        var bySpan = ours.Cfi.ToDictionary(entry => (entry.Start, entry.Size), entry => entry.Rows);
        Assert.NotEmpty(theirs.Cfi);
        var agreed = 0;
        foreach (var (start, size, rows) in theirs.Cfi)
        {
            var own = bySpan[(start, size)];
            // Breakpad says the finished frame for all of the function.
            var finished = rows[^1].Rules;
            // A part may end before its prolog does, and a frame register counts otherwise.
            agreed += own.Any(row => row.Rules.Contains(finished, StringComparison.Ordinal)) ? 1 : 0;
        }

        Assert.True(agreed >= theirs.Cfi.Count * 0.97, $"{agreed} of {theirs.Cfi.Count}");
    }

    [Fact]
    public void An_image_with_its_PDB_has_both()
    {
        var folder = Case("bp-win-dump-syms-regtest64");
        var text = WindowsDump.Text(Path.Combine(folder, "dump_syms_regtest64.exe"), Path.Combine(folder, "dump_syms_regtest64.pdb.gz"));
        Assert.StartsWith("MODULE windows x86_64 72E103A85CB249078B76B2E7C06257B13 dump_syms_regtest64.pdb\nINFO CODE_ID 589DFD111A000 dump_syms_regtest64.exe\n", text, StringComparison.Ordinal);
        var sym = WindowsSymText.Parse(text);
        Assert.Equal(248, sym.Functions.Count);
        Assert.True(sym.Cfi.Count >= 195);
    }

    [Fact]
    public void The_same_files_give_the_same_bytes_whatever_thread_reads_what()
    {
        var folder = Case("sy-windows-srcsrv");
        var path = Path.Combine(folder, "crash_with_srcsrv.pdb.gz");
        Assert.Equal(WindowsDump.Text(path), WindowsDump.Text(path));
    }

    static string Bare(string name)
    {
        name = name.Replace("static ", "", StringComparison.Ordinal);
        var end = name.IndexOf('(', StringComparison.Ordinal);
        name = end <= 0 ? name : name[..end];
        // Breakpad cuts an underscore off names without types, and keeps the return type of static functions.
        return name[(name.LastIndexOf(' ') + 1)..].TrimStart('_', '*', '&');
    }

    static string Case(string name)
    {
        if (Corpus.Case("dumpsyms/" + name) is { } folder)
        {
            return folder;
        }

        Assert.Skip("corpus not present");
        return "";
    }
}
