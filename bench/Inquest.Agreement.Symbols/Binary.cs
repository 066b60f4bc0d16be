using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Formats.Demangle;
using Inquest.Formats.Elf;
using Inquest.Formats.MachO;
using Inquest.Formats.Pe;
using Inquest.Symbols;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Dump;

namespace Inquest.Agreement.Symbols;

/// <summary>A file under comparison: where its code is, what its symbol table calls it, and our answers about it.</summary>
sealed class Binary : IDisposable
{
    readonly ulong _linkBase;
    readonly List<(ulong Start, ulong Size)> _code;
    readonly Dictionary<ulong, HashSet<string>> _symbols = [];
    readonly Dictionary<string, ulong> _labels = [];
    readonly SymbolCacheFile _cache;
    readonly string _cachePath;

    Binary(SymbolDumpFormat format, ulong linkBase, List<(ulong Start, ulong Size)> code, SymbolCacheFile cache, string cachePath)
    {
        IsElf = format == SymbolDumpFormat.Elf;
        IsPe = format == SymbolDumpFormat.Pe;
        _linkBase = linkBase;
        _code = code;
        _cache = cache;
        _cachePath = cachePath;
    }

    /// <summary>eu-addr2line reads nothing else.</summary>
    public bool IsElf { get; }

    public bool IsPe { get; }

    /// <summary>Null with the reason when the file cannot be read.</summary>
    public static Binary? Open(string path, out string problem)
    {
        problem = "";
        using var bytes = MappedFileBytes.TryOpen(path, out _);
        if (bytes is null || Layout(bytes) is not var (linkBase, code) || code.Count == 0)
        {
            problem = "not ELF, PE or Mach-O, or without code";
            return null;
        }

        var format = SymbolDump.FormatOf(bytes.Slice(0, SymbolDump.MagicLength).Span);
        var debugPath = format == SymbolDumpFormat.Pe
            ? WindowsFileFinder.FindPdb(bytes, path)
            : format == SymbolDumpFormat.MachO ? Dsym(bytes, path)
            : DebugFileFinder.Find(bytes, path);
        using var debug = debugPath is null ? null : MappedFileBytes.TryOpen(debugPath, out _);
        using var companions = new FolderCompanions(path, debugPath);
        var cachePath = Path.Combine(Path.GetTempPath(), $"inquest-agreement-{Guid.NewGuid():N}.symc");
        var error = SymbolDump.TryWriteCache(new SymbolDumpInput(bytes) { DebugFile = debug, Companions = companions },
            new SymbolDumpOptions { ModuleName = Path.GetFileName(path) }, cachePath, null, out _, out _);
        if (error != SymbolDumpError.None || SymbolCacheFile.TryOpen(cachePath, out var cache) != SymbolCacheError.None)
        {
            problem = error.ToString();
            return null;
        }

        var binary = new Binary(format, linkBase, code, cache!, cachePath);
        binary.ReadSymbols(bytes, debug);
        return binary;
    }

    public void Dispose()
    {
        _cache.Dispose();
        File.Delete(_cachePath);
    }

    public SymbolLocation? Find(ulong address) => _cache.FindLocation(address - _linkBase);

    /// <summary>Whether the symbol table has both names for the function that begins there.</summary>
    public bool AreNamesOfOne(SymbolLocation location, string a, string b) =>
        _symbols.TryGetValue(location.FunctionRva + _linkBase, out var names) && names.Contains(a) && names.Contains(b);

    /// <summary>Whether a name is that of a symbol without type between the function's begin and the address: a label of assembly.</summary>
    public bool IsLabelInside(SymbolLocation location, ulong address, string name) =>
        _labels.TryGetValue(name, out var label) && label > location.FunctionRva + _linkBase && label <= address;

    /// <summary>Whether a function that we know ends just before, and none that we know is here.</summary>
    public bool IsPadding(ulong address) => Find(address) is null
        && Enumerable.Range(1, 15).Any(step => Find(address - (ulong)step) is { IsPublic: false });

    /// <summary>Evenly over the code, at places that a fixed seed moves: every run asks the same. None twice.</summary>
    public List<ulong> Sample(int count)
    {
        var size = _code.Aggregate(0UL, (sum, range) => sum + range.Size);
        var random = new Random(42);
        var addresses = new SortedSet<ulong>();
        foreach (var (start, length) in _code)
        {
            var share = (int)Math.Min((ulong)count * length / Math.Max(1, size), length);
            var step = (double)length / Math.Max(1, share);
            for (var i = 0; i < share; i++)
            {
                addresses.Add(start + (ulong)((i + random.NextDouble()) * step));
            }
        }

        return [.. addresses];
    }

    static (ulong LinkBase, List<(ulong Start, ulong Size)> Code)? Layout(FileBytes bytes)
    {
        switch (SymbolDump.FormatOf(bytes.Slice(0, SymbolDump.MagicLength).Span))
        {
            case SymbolDumpFormat.Elf when ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) == ElfError.None:
                return (elf!.LinkBase, [.. elf.Sections.Where(section => section.IsExecutable && section.Name == ".text")
                    .Select(section => (section.Address, section.Size))]);
            case SymbolDumpFormat.Pe when PeFile.TryOpen(bytes, PeLimits.Default, out var image) == PeError.None:
                return (image!.ImageBase, [.. image.Sections.Where(section => section.Name == ".text")
                    .Select(section => (image.ImageBase + section.VirtualAddress, (ulong)section.VirtualSize))]);
            case SymbolDumpFormat.MachO when MachOUniversal.TryList(bytes, MachOLimits.Default, out var slices) == MachOError.None
                && MachOFile.TryOpen(bytes, slices[0], MachOLimits.Default, out var file) == MachOError.None:
                return (file!.LinkBase, [.. file.Sections.Where(section => section.Name == "__text")
                    .Select(section => (section.Address, section.Size))]);
            default:
                return null;
        }
    }

    static string? Dsym(FileBytes bytes, string path) =>
        MachOUniversal.TryList(bytes, MachOLimits.Default, out var slices) == MachOError.None
        && MachOFile.TryOpen(bytes, slices[0], MachOLimits.Default, out var file) == MachOError.None
            ? AppleBundle.FindDebugFile(file!, path)
            : null;

    void ReadSymbols(FileBytes bytes, FileBytes? debug)
    {
        foreach (var file in (FileBytes?[])[bytes, debug])
        {
            if (file is null || ElfFile.TryOpen(file, ElfLimits.Default, out var elf) != ElfError.None)
            {
                continue;
            }

            // Thumb functions have odd addresses.
            var odd = elf!.Architecture == CpuArchitecture.Arm ? ~1UL : ~0UL;
            foreach (var type in (uint[])[ElfSection.TypeSymbols, ElfSection.TypeDynamicSymbols])
            {
                foreach (var symbol in ElfSymbolTable.Read(elf!, type))
                {
                    if (symbol.IsDefined && symbol.Name.Length > 0)
                    {
                        ref var names = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_symbols, symbol.Value & odd, out _);
                        (names ??= []).Add(Comparison.Plain(Demangler.Demangle(symbol.Name)));
                        if (symbol.Type == 0)
                        {
                            _labels[symbol.Name] = symbol.Value;
                        }
                    }
                }
            }
        }
    }
}
