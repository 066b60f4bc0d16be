using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Inquest.Capture.Core;
using Inquest.Cli.Commands;
using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Symbols;
using Inquest.Symbols.Sources;
using Inquest.Testing;

namespace Inquest.Cli.Tests.Backtraces;

/// <summary>
/// A program dies under gdb, which writes a core and its backtrace; the dump made from the core and walked with nothing but the
/// binaries gives the same functions, lines and inlined calls.
/// </summary>
public sealed class BacktraceTests(ITestOutputHelper output) : IDisposable
{
    // Indexed and converted once for all tests.
    static readonly FolderSymbolSource[] System = [.. SystemFolders().Select(static f => new FolderSymbolSource(f))];
    static readonly string Cache = Path.Combine(Path.GetTempPath(), "inquest-test-symbols");

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-backtrace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("g++ -O0", "0 4")]
    [InlineData("g++ -O1 -fomit-frame-pointer -fno-asynchronous-unwind-tables", "0 2 6")]
    [InlineData("g++ -O2", "0 1 2 3 4 5 6")]
    [InlineData("g++ -O3 -fno-omit-frame-pointer", "2")]
    [InlineData("clang++ -O0", "0 4")]
    [InlineData("clang++ -O2", "0 5")]
    [InlineData("g++ -m32 -O0", "2 5")]
    [InlineData("g++ -m32 -O2", "1 4 6")]
    public void Stacks_are_those_that_gdb_sees(string compiler, string ways)
    {
        var fixtures = Path.Combine(ProjectTree.Root, "tests", "fixtures");
        var words = compiler.Split(' ');
        var program = Path.Combine(_folder, "crashes");
        if (!Run(words[0], [.. words[1..], "-g", "-o", program, Path.Combine(fixtures, "crashes.cpp"), Path.Combine(fixtures, "crashes.S")], out var said))
        {
            Assert.SkipWhen(compiler.Contains("-m32", StringComparison.Ordinal), "no 32-bit libraries");
            Assert.Fail(said);
        }

        foreach (var way in ways.Split(' '))
        {
            Compare(program, way, Path.Combine(fixtures, "backtrace.py"), compiler);
        }
    }

    void Compare(string program, string way, string script, string compiler)
    {
        var (core, list) = (Path.Combine(_folder, "core"), Path.Combine(_folder, "frames"));
        File.Delete(core);
        Run("gdb", [
            "-batch", "-nx", "-x", script, "-ex", "set debuginfod enabled off", "-ex", "handle SIGUSR1 nostop noprint pass",
            "-ex", $"run {way}", "-ex", $"generate-core-file {core}", "-ex", $"python backtrace(\"{list}\")", program,
        ], out var said);
        Assert.SkipUnless(File.Exists(core), "gdb may not trace here: " + said);
        var theirs = File.ReadAllLines(list).Select(static line => line.Split('\t'))
            .Where(static f => f[0] != "tail")
            .Select(static f => new GdbFrame(f[0], f[1], f[2], int.Parse(f[3], CultureInfo.InvariantCulture))).ToList();
        var ours = Walk(core, program);

        // gdb hides the inlined calls of the innermost frame when it stopped at their first instruction.
        while (ours.Count > 0 && ours[0].Kind == "inline" && theirs[0].Kind != "inline")
        {
            ours.RemoveAt(0);
        }

        for (var i = 0; i < theirs.Count; i++)
        {
            Assert.True(i < ours.Count && theirs[i].IsSame(ours[i]),
                $"{compiler}, {way}, frame {i}: gdb {theirs[i]}, we {(i < ours.Count ? ours[i] : null)}\n{string.Join('\n', ours)}");
        }

        output.WriteLine($"{compiler}, {way}: {theirs.Count} frames");
    }

    List<GdbFrame> Walk(string core, string program)
    {
        var path = Path.Combine(_folder, "crash.dmp");
        Assert.True(DevCoreToMinidumpCommand.TryConvert(core, path, new CoreOptions(), out var sentence), sentence);
        Assert.Equal(MinidumpError.None, MinidumpFile.TryOpen(File.ReadAllBytes(path), MinidumpLimits.Default, out var dump));
        using (dump)
        {
            ISymbolSource[] sources = [new FolderSymbolSource(program), .. System];
            var report = DumpProcessor.Process(dump!, new SymbolProvider(sources, Cache), DumpProcessorOptions.Default, CancellationToken.None);
            return
            [
                .. report.Threads.Single(static t => t.Crashed).Frames.SelectMany(static frame =>
                    frame.Inlines.Select(static i => new GdbFrame("inline", i.Function, Name(i.File), i.Line ?? 0))
                        .Append(new GdbFrame("normal", frame.Function ?? "", Name(frame.File), frame.Line ?? 0))),
            ];
        }
    }

    static IEnumerable<string> SystemFolders() =>
        ((string[])["/usr/lib/debug", "/lib/x86_64-linux-gnu", "/lib32", "/usr/lib32"]).Where(Directory.Exists);

    static string Name(string? file) => Path.GetFileName(file ?? "");

    static bool Run(string tool, IReadOnlyList<string> arguments, out string said)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEndAsync();
            said = process.StandardOutput.ReadToEnd() + error.Result;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"no {tool}");
            throw;
        }
    }
}
