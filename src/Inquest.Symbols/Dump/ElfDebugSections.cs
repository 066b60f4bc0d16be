using System.Collections.Concurrent;
using Inquest.Formats;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>The debug sections of an ELF file together with what its companions have of them.</summary>
sealed class ElfDebugSections(ElfFile file, SymbolDumpInput input, SymbolDumpOptions options)
{
    readonly List<Finding> _findings = [];
    readonly ConcurrentDictionary<DwarfSplitUnit, DwarfSections?> _split = new();

    public IReadOnlyList<Finding> Findings => _findings;

    public DwarfSections Read() => DwarfSections.FromElf(file) with { Supplementary = Supplementary(), Package = Package() };

    /// <summary>The sections of a .dwo file.</summary>
    public DwarfSections? OpenSplit(DwarfSplitUnit unit) => _split.GetOrAdd(unit, key =>
        Open(CompanionKind.SplitUnit, key.Name, key.Folder, default) is { } elf ? DwarfSections.FromSplitElf(elf) : null);

    DwarfSections? Supplementary()
    {
        if (ElfSupplementaryLink.Read(file) is not { } link)
        {
            return null;
        }

        var elf = Open(CompanionKind.Supplementary, link.FileName, "", link.Id.Span);
        if (elf is not null && ElfBuildId.FromNotes(elf).Span.SequenceEqual(link.Id.Span))
        {
            return DwarfSections.FromElf(elf);
        }

        _findings.Add(new Finding("debug-info-supplementary", elf is null
            ? $"What dwz moved to {link.FileName} ({Convert.ToHexStringLower(link.Id.Span)}) is not there: names and calls are missing."
            : $"{link.FileName} is of another build: {Convert.ToHexStringLower(link.Id.Span)} is wanted."));
        return null;
    }

    // Some builds put the package's sections into the debug file itself.
    DwarfSections? Package()
    {
        if (file.FindSection(".debug_cu_index") is not null)
        {
            return DwarfSections.FromSplitElf(file);
        }

        var isSplit = file.FindSection(".debug_addr") is not null;
        return isSplit && Open(CompanionKind.SplitPackage, options.ModuleName, "", default) is { } elf ? DwarfSections.FromSplitElf(elf) : null;
    }

    ElfFile? Open(CompanionKind kind, string name, string folder, ReadOnlySpan<byte> id) =>
        input.Companions?.Open(kind, name, folder, id) is { } bytes
        && ElfFile.TryOpen(bytes, options.ElfLimits, out var elf) == ElfError.None
            ? elf
            : null;
}
