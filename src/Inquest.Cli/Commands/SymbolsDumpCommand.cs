using System.CommandLine;
using Inquest.Formats;
using Inquest.Formats.MachO;
using Inquest.Symbols.Dump;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols dump</c>.</summary>
static class SymbolsDumpCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Programs, libraries and debug files: ELF, Mach-O (thin or universal), dSYM folders, PE and PDB (one of each that belong together count as one).",
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
            Description = "The separate debug file; by default looked for where gdb would, a PDB beside its image.",
        };
        var architecture = new Option<string?>("--arch")
        {
            Description = "Which part of a universal Mach-O file: arm64, x86_64, …; with --store all of them by default.",
        };
        var noInlines = new Option<bool>("--no-inlines") { Description = "Leave inlined calls out, for readers from before 2021." };
        var command = new Command("dump", "Writes Breakpad symbol files.") { files, output, store, name, debug, architecture, noInlines };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(files)!, new Settings(parsed.GetValue(output),
            parsed.GetValue(store), parsed.GetValue(name), parsed.GetValue(debug), parsed.GetValue(architecture), !parsed.GetValue(noInlines)))));
        return command;
    }

    static int Run(string[] files, Settings settings)
    {
        if (files.Length == 2 && settings.DebugFile is null && PairOf(files) is { } pair)
        {
            files = [pair.Image];
            settings = settings with { DebugFile = pair.Pdb };
        }

        if (files.Length > 1 && (settings.Store is null || settings.Name is not null || settings.DebugFile is not null))
        {
            Console.Error.WriteLine("inquest: several files need --store, and no --name or --debug-file.");
            return ExitCode.Usage;
        }

        var paths = files.SelectMany(AppleBundle.Files).ToList();
        if (paths.Count == 0 || (paths.Count > 1 && settings.Store is null))
        {
            Console.Error.WriteLine(paths.Count == 0 ? "inquest: there is no program in that folder."
                : $"inquest: {files[0]} has several files, which need --store: {string.Join(", ", paths)}");
            return ExitCode.Usage;
        }

        var failed = paths.Count(path => !TryDump(path, settings));
        if (failed == 0)
        {
            return ExitCode.Done;
        }

        return failed == paths.Count ? ExitCode.UnreadableInput : ExitCode.SomeItemsFailed;
    }

    static bool TryDump(string path, Settings settings)
    {
        using var binary = MappedFileBytes.TryOpen(path, out var reason);
        if (binary is null)
        {
            Console.Error.WriteLine($"inquest: {path}: {reason}");
            return false;
        }

        if (MachOUniversal.TryList(binary, MachOLimits.Default, out var slices) == MachOError.None)
        {
            return TryDumpMachO(binary, path, slices, settings);
        }

        // What a PDB lacks, above all frames of 64-bit code, its image has.
        if (settings.DebugFile is null && FormatOf(binary) == SymbolDumpFormat.Pdb && WindowsFileFinder.FindImage(binary, path) is { } imagePath)
        {
            using var image = MappedFileBytes.TryOpen(imagePath, out _);
            return image is not null && TryDump(image, imagePath, path, null, settings);
        }

        var debugPath = settings.DebugFile ?? DebugFileFinder.Find(binary, path) ?? WindowsFileFinder.FindPdb(binary, path);
        return TryDump(binary, path, debugPath, null, settings);
    }

    static SymbolDumpFormat FormatOf(FileBytes bytes) => SymbolDump.FormatOf(bytes.Slice(0, SymbolDump.MagicLength).Span);

    // An image and a PDB in either order.
    static (string Image, string Pdb)? PairOf(string[] files)
    {
        using var first = MappedFileBytes.TryOpen(files[0], out _);
        using var second = MappedFileBytes.TryOpen(files[1], out _);
        return first is null || second is null ? null : (FormatOf(first), FormatOf(second)) switch
        {
            (SymbolDumpFormat.Pe, SymbolDumpFormat.Pdb) => (files[0], files[1]),
            (SymbolDumpFormat.Pdb, SymbolDumpFormat.Pe) => (files[1], files[0]),
            _ => null,
        };
    }

    static bool TryDumpMachO(FileBytes bytes, string path, IReadOnlyList<MachOSlice> slices, Settings settings)
    {
        if (settings.Architecture is null && settings.Store is null && slices.Count > 1)
        {
            Console.Error.WriteLine(
                $"inquest: {path}: has several architectures; choose one with --arch: {string.Join(", ", slices.Select(slice => slice.ArchitectureName))}");
            return false;
        }

        var wanted = slices
            .Where(slice => settings.Architecture is null || MachOCpu.IsNamed(slice.CpuType, slice.CpuSubtype, settings.Architecture))
            .ToList();
        if (wanted.Count == 0)
        {
            Console.Error.WriteLine(
                $"inquest: {path}: has no code for {settings.Architecture}; it has {string.Join(", ", slices.Select(slice => slice.ArchitectureName))}.");
            return false;
        }

        // All, also after one that failed.
        return wanted.Count(slice => TryDumpSlice(bytes, path, slice, settings)) == wanted.Count;
    }

    static bool TryDumpSlice(FileBytes bytes, string path, MachOSlice slice, Settings settings)
    {
        if (MachOFile.TryOpen(bytes, slice, MachOLimits.Default, out var file) != MachOError.None)
        {
            Console.Error.WriteLine($"inquest: {path}: {Explain(SymbolDumpError.Malformed, null)}");
            return false;
        }

        // A dSYM has no unwind information; its binary beside it does.
        if (AppleBundle.FindBinary(file!, path) is { } program)
        {
            using var binary = MappedFileBytes.TryOpen(program, out _);
            return binary is not null && TryDump(binary, program, path, slice.ArchitectureName, settings);
        }

        var debugPath = settings.DebugFile is { } given ? AppleBundle.Files(given).FirstOrDefault(given) : AppleBundle.FindDebugFile(file!, path);
        return TryDump(bytes, path, debugPath, slice.ArchitectureName, settings);
    }

    static bool TryDump(FileBytes binary, string path, string? debugPath, string? architecture, Settings settings)
    {
        string? debugReason = null;
        using var debug = debugPath is null ? null : MappedFileBytes.TryOpen(debugPath, out debugReason);
        if (debugPath is not null && debug is null)
        {
            Console.Error.WriteLine($"inquest: {debugPath}: {debugReason}");
            return false;
        }

        var options = new SymbolDumpOptions { ModuleName = settings.Name ?? ModuleName(path), WithInlines = settings.WithInlines, Architecture = architecture };
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
            using (var companions = new FolderCompanions(path, debugPath))
            using (var output = Open(isTemporary ? temporary : settings.Output))
            {
                error = SymbolDump.TryWriteText(new SymbolDumpInput(binary) { DebugFile = debug, Companions = companions }, options, output, out summary);
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
        // The file of foo.pdb is foo.sym, of anything else the whole name with .sym behind it.
        var name = summary.ModuleName;
        var stem = name.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) && name.Length > 4 ? name[..^4] : name;
        var target = Path.Combine(folder, stem + ".sym");
        File.Move(temporary, target, overwrite: true);
        return target;
    }

    static string ModuleName(string path)
    {
        // Memory maps, and so dumps, have the name that a link leads to: libstdc++.so.6.0.30, not libstdc++.so.6.
        var name = Path.GetFileName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
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
        SymbolDumpError.NoIdentity => "has no build id (ELF: link with -Wl,--build-id) or UUID (Mach-O), and nothing could find its symbols.",
        SymbolDumpError.WrongDebugFile => $"{debugPath} is the debug file of another build.",
        SymbolDumpError.ArchitectureMissing => "has no part of that architecture.",
        SymbolDumpError.ArchitectureAmbiguous => "has several architectures; choose one with --arch.",
        SymbolDumpError.NothingInside => "has no functions, no symbols and no unwind information.",
        _ => "cannot be dumped.",
    };

    sealed record Settings(string? Output, string? Store, string? Name, string? DebugFile, string? Architecture, bool WithInlines);
}
