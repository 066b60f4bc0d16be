using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>
/// A Linux ELF core, from the kernel or from gdb, as a <see cref="ProcessSnapshot"/>. The core and the files it names stay mapped
/// until it is disposed of; the snapshot reads from them.
/// </summary>
public sealed class CoreDump : IDisposable
{
    readonly MappedFileCache _cache;

    CoreDump(ProcessSnapshot snapshot, MappedFileCache cache)
    {
        Snapshot = snapshot;
        _cache = cache;
    }

    public ProcessSnapshot Snapshot { get; }

    /// <summary>Reads a core.</summary>
    /// <param name="options">Where the files are that the core names, and what it cannot say itself.</param>
    public static CoreError TryOpen(FileBytes bytes, CoreOptions options, out CoreDump? dump)
    {
        ArgumentNullException.ThrowIfNull(options);
        dump = null;
        if (ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) != ElfError.None)
        {
            return CoreError.NotElf;
        }

        if (elf!.Type != ElfType.Core)
        {
            return CoreError.NotCore;
        }

        if (CoreThreadLayout.For(elf.Architecture) is not { } layout)
        {
            return CoreError.UnsupportedArchitecture;
        }

        var notes = CoreNotes.Read(elf, layout, options.Limits);
        if (notes.Threads.Count == 0)
        {
            return CoreError.NoThreads;
        }

        var files = CoreMappings.ReadFileNote(notes.FileNote, elf, options.Limits);
        var cache = new MappedFileCache(Replacements(options, files, notes, elf));
        dump = new CoreDump(CreateSnapshot(bytes, elf, notes, files, cache, options), cache);
        return CoreError.None;
    }

    public void Dispose() => _cache.Dispose();

    static ProcessSnapshot CreateSnapshot(FileBytes bytes, ElfFile elf, CoreNotes notes, List<MemoryMapping> files,
        MappedFileCache cache, CoreOptions options)
    {
        var memory = new CoreMemory(bytes, elf, files, cache);
        var finder = new CoreModules(elf, files, memory, cache, options.Limits);
        var modules = finder.Find(notes.AuxiliaryVector);
        var findings = new List<Finding>(elf.Findings);
        findings.AddRange(finder.Findings);
        AddTruncation(bytes, elf, findings);
        var signal = CoreSignal.Find(notes.Threads, elf);
        var mappings = CoreMappings.Merge(elf, files);
        CoreMappings.FillProtection(mappings, finder.Loaded);
        NameSpecial(mappings, notes, elf);
        return new ProcessSnapshot
        {
            Architecture = elf.Architecture,
            ProcessId = CoreProcessId.Read(notes, elf),
            Memory = memory,
            Threads = [.. notes.Threads.Select(thread => new ThreadSnapshot(thread.Id, null, thread.Registers, thread.FloatingPoint))],
            Modules = modules,
            Mappings = mappings,
            Signal = signal,
            AuxiliaryVector = notes.AuxiliaryVector,
            DynamicLinker = new DynamicLinkerReader(memory, elf.PointerSize, options.Limits).Read(notes.AuxiliaryVector),
            OperatingSystem = options.OperatingSystem,
            Secrets = new SecretFinder(memory, elf.PointerSize).Find(notes.AuxiliaryVector, mappings),
            Findings = findings,
        };
    }

    static void NameSpecial(List<MemoryMapping> mappings, CoreNotes notes, ElfFile elf)
    {
        var inStack = AuxiliaryVectorReader.Find(
            notes.AuxiliaryVector, AuxiliaryVectorReader.Random, elf.PointerSize, elf.IsBigEndian);
        var vdso = AuxiliaryVectorReader.Find(
            notes.AuxiliaryVector, AuxiliaryVectorReader.Vdso, elf.PointerSize, elf.IsBigEndian);
        for (var i = 0; i < mappings.Count; i++)
        {
            if (mappings[i].Path.Length > 0)
            {
                continue;
            }

            if (inStack is { } stack && mappings[i].Range.Contains(stack))
            {
                mappings[i] = mappings[i] with { Path = "[stack]" };
            }
            else if (vdso is { } gate && mappings[i].Range.Contains(gate))
            {
                mappings[i] = mappings[i] with { Path = "[vdso]" };
            }
        }
    }

    // --executable: the file to read in place of the program that the core names.
    static Dictionary<string, string>? Replacements(
        CoreOptions options, List<MemoryMapping> files, CoreNotes notes, ElfFile elf)
    {
        if (options.ExecutablePath is not { } executable)
        {
            return null;
        }

        var entry = AuxiliaryVectorReader.Find(
            notes.AuxiliaryVector, AuxiliaryVectorReader.Entry, elf.PointerSize, elf.IsBigEndian);
        var program = files.FirstOrDefault(file => entry is { } e && file.Range.Contains(e));
        return program is null ? null : new(StringComparer.Ordinal) { [program.Path] = executable };
    }

    static void AddTruncation(FileBytes bytes, ElfFile elf, List<Finding> findings)
    {
        ulong end = 0;
        foreach (var segment in elf.Segments)
        {
            end = Math.Max(end, unchecked(segment.Offset + segment.FileSize));
        }

        if (end > (ulong)bytes.Length)
        {
            findings.Add(new Finding("core-truncated", $"The core should have {end} bytes and has {bytes.Length}; was ulimit -c too small or the disk full?"));
        }
    }
}
