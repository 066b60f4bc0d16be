using System.CommandLine;
using Inquest.Formats;
using Inquest.Symbols.Dump;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols dump</c>.</summary>
static class SymbolsDumpCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "ELF files: programs, libraries, debug files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write one symbol file here; standard output by default." };
        var store = new Option<string?>("--store")
        {
            Description = "Write into this folder as NAME/DEBUG_ID/NAME.sym, where symbol servers and stackwalk look.",
        };
        var name = new Option<string?>("--name") { Description = "Name of the module in dumps; by default that of the file without .debug." };
        var debug = new Option<string?>("--debug-file")
        {
            Description = "The separate debug file; by default looked for where gdb would.",
        };
        var noInlines = new Option<bool>("--no-inlines") { Description = "Leave inlined calls out, for readers from before 2021." };
        var command = new Command("dump", "Writes Breakpad symbol files.") { files, output, store, name, debug, noInlines };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(files)!, new Settings(parsed.GetValue(output),
            parsed.GetValue(store), parsed.GetValue(name), parsed.GetValue(debug), !parsed.GetValue(noInlines)))));
        return command;
    }

    static int Run(string[] files, Settings settings)
    {
        if (files.Length > 1 && (settings.Store is null || settings.Name is not null || settings.DebugFile is not null))
        {
            Console.Error.WriteLine("inquest: several files need --store, and no --name or --debug-file.");
            return ExitCode.Usage;
        }

        var failed = files.Count(file => !TryDump(file, settings));
        if (failed == 0)
        {
            return ExitCode.Done;
        }

        return failed == files.Length ? ExitCode.UnreadableInput : ExitCode.SomeItemsFailed;
    }

    static bool TryDump(string path, Settings settings)
    {
        using var binary = MappedFileBytes.TryOpen(path, out var reason);
        if (binary is null)
        {
            Console.Error.WriteLine($"inquest: {path}: {reason}");
            return false;
        }

        var debugPath = settings.DebugFile ?? DebugFileFinder.Find(binary, path);
        string? debugReason = null;
        using var debug = debugPath is null ? null : MappedFileBytes.TryOpen(debugPath, out debugReason);
        if (debugPath is not null && debug is null)
        {
            Console.Error.WriteLine($"inquest: {debugPath}: {debugReason}");
            return false;
        }

        var options = new SymbolDumpOptions { ModuleName = settings.Name ?? ModuleName(path), WithInlines = settings.WithInlines };
        var temporary = Path.Combine(settings.Store ?? Path.GetTempPath(), $".{Guid.NewGuid():N}.sym");
        var isTemporary = settings.Store is not null;
        if (isTemporary)
        {
            Directory.CreateDirectory(settings.Store!);
        }

        try
        {
            SymbolDumpError error;
            SymbolDumpSummary? summary;
            using (var output = Open(isTemporary ? temporary : settings.Output))
            {
                error = SymbolDump.TryWriteText(new SymbolDumpInput(binary) { DebugFile = debug }, options, output, out summary);
            }

            if (error != SymbolDumpError.None)
            {
                Console.Error.WriteLine($"inquest: {path}: {Explain(error, debugPath)}");
                return false;
            }

            var target = isTemporary ? MoveIntoStore(temporary, settings.Store!, summary!) : settings.Output;
            Console.Error.WriteLine(Describe(path, debugPath, summary!));
            if (isTemporary)
            {
                Console.WriteLine(target);
            }

            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    static Stream Open(string? path) => path is null or "-" ? Console.OpenStandardOutput() : File.Create(path);

    static string MoveIntoStore(string temporary, string store, SymbolDumpSummary summary)
    {
        var folder = Path.Combine(store, summary.ModuleName, summary.DebugId);
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, summary.ModuleName + ".sym");
        File.Move(temporary, target, overwrite: true);
        return target;
    }

    static string ModuleName(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var suffix in (string[])[".debug", ".dbg"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length)
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }

    static string Describe(string path, string? debugPath, SymbolDumpSummary summary)
    {
        var source = debugPath is null ? path : $"{path} with {debugPath}";
        return $"{source}: {summary.DebugId}, {summary.FunctionCount} functions, {summary.LineCount} lines, {summary.PublicCount} publics, {summary.CfiCount} frame descriptions"
            + string.Concat(summary.Findings.Take(20).Select(finding => $"\n  {finding.Code}  {finding.Detail}"));
    }

    static string Explain(SymbolDumpError error, string? debugPath) => error switch
    {
        SymbolDumpError.UnknownFormat => "not a program, library or debug file of a known format.",
        SymbolDumpError.Malformed => "cut or damaged.",
        SymbolDumpError.NoIdentity => "has no build id and no code; link with -Wl,--build-id.",
        SymbolDumpError.WrongDebugFile => $"{debugPath} is the debug file of another build.",
        SymbolDumpError.NothingInside => "has no functions, no symbols and no unwind information.",
        _ => "cannot be dumped.",
    };

    sealed record Settings(string? Output, string? Store, string? Name, string? DebugFile, bool WithInlines);
}
