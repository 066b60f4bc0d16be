using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>Finds the loaded ELF files of a core: each mapping of a file's start that begins with an ELF header.</summary>
sealed class CoreModules(ElfFile core, IReadOnlyList<MemoryMapping> files, IAddressSpace memory, MappedFileCache cache, CaptureLimits limits)
{
    readonly List<ModuleSnapshot> _modules = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>The modules whose headers were found, for the protection of their mappings.</summary>
    public List<LoadedElf> Loaded { get; } = [];

    public IReadOnlyList<ModuleSnapshot> Find(ReadOnlyMemory<byte> auxiliaryVector)
    {
        foreach (var file in files.OrderBy(file => file.Range.Start))
        {
            if (_modules.Count >= limits.ModuleCountMax)
            {
                break;
            }

            if (file.FileOffset == 0 && file.IsFile && !IsDeviceOrShared(file.Path) && !IsInsideLast(file))
            {
                AddFile(file);
            }
        }

        AddVdso(auxiliaryVector);
        return Ordered(auxiliaryVector);
    }

    static bool IsDeviceOrShared(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/SYSV", StringComparison.Ordinal)
        || path.StartsWith("/memfd:", StringComparison.Ordinal);

    // Folklore: lld lays the first pages of a file out twice (R and RX), so that offset 0 can be mapped twice for one module.
    bool IsInsideLast(MemoryMapping file) =>
        _modules.Count > 0 && _modules[^1].Path == file.Path
        && file.Range.Start - _modules[^1].Base < _modules[^1].Size;

    void AddFile(MemoryMapping file)
    {
        var loaded = LoadedElf.Read(memory, file.Range.Start, ElfLimits.Default);
        if (loaded is not null)
        {
            Loaded.Add(loaded);
            _modules.Add(new ModuleSnapshot(loaded.Base, loaded.Size, WithoutDeleted(file.Path), BuildIdOf(file, loaded)));
            return;
        }

        Span<byte> magic = stackalloc byte[4];
        if (memory.Read(file.Range.Start, magic) == 4 || !LooksLikeCode(file.Path))
        {
            return;
        }

        // Neither the core nor the disk has the header: the extent of its mappings is all that is known.
        var end = files.Where(other => other.Path == file.Path && other.Range.Start >= file.Range.Start)
            .Select(other => other.Range.End).Max();
        _modules.Add(new ModuleSnapshot(file.Range.Start, end - file.Range.Start, WithoutDeleted(file.Path), default));
        Findings.Add(new Finding("module-header-missing", $"{file.Path} is neither in the core nor on disk; it has no build id."));
    }

    ReadOnlyMemory<byte> BuildIdOf(MemoryMapping file, LoadedElf loaded)
    {
        if (cache.Get(file.Path) is not { } bytes
            || ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) != ElfError.None)
        {
            return loaded.BuildId;
        }

        // A copy, because the file is closed before the snapshot is written.
        var onDisk = ElfBuildId.Get(elf!).ToArray();
        if (loaded.BuildId.IsEmpty)
        {
            return onDisk;
        }

        if (!loaded.BuildId.Span.SequenceEqual(onDisk))
        {
            Findings.Add(new Finding("module-replaced", $"{file.Path} on disk is not the file that ran: its build id differs."));
            cache.Distrust(file.Path);
        }

        return loaded.BuildId;
    }

    void AddVdso(ReadOnlyMemory<byte> auxiliaryVector)
    {
        var address = AuxiliaryVectorReader.Find(
            auxiliaryVector, AuxiliaryVectorReader.Vdso, core.PointerSize, core.IsBigEndian);
        if (address is { } start && LoadedElf.Read(memory, start, ElfLimits.Default) is { } vdso)
        {
            // The name that Breakpad and gdb give it, so that symbol stores keyed by name agree.
            _modules.Add(new ModuleSnapshot(vdso.Base, vdso.Size, "linux-gate.so", vdso.BuildId));
        }
    }

    List<ModuleSnapshot> Ordered(ReadOnlyMemory<byte> auxiliaryVector)
    {
        var entry = AuxiliaryVectorReader.Find(
            auxiliaryVector, AuxiliaryVectorReader.Entry, core.PointerSize, core.IsBigEndian);
        return [.. _modules
            .OrderBy(module => entry is { } e && e >= module.Base && e - module.Base < module.Size ? 0 : 1)
            .ThenBy(module => module.Base)];
    }

    static string WithoutDeleted(string path)
    {
        const string Suffix = " (deleted)";
        return path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : path;
    }

    static bool LooksLikeCode(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)
            || !name.Contains('.', StringComparison.Ordinal);
    }
}
