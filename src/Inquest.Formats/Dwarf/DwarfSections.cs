using Inquest.Formats.Elf;

namespace Inquest.Formats.Dwarf;

/// <summary>The debug sections of one file, decompressed; an absent one is empty.</summary>
public sealed record DwarfSections
{
    public bool IsBigEndian { get; init; }

    /// <summary>Bytes of a target address where the unit does not say: 4 or 8.</summary>
    public int PointerSize { get; init; } = 8;

    /// <summary>
    /// Where code is, in order; empty when unknown. Linkers leave dropped functions in the debug information at address 0, 1 or
    /// -1 (tombstones), and only this tells them from code.
    /// </summary>
    public IReadOnlyList<DwarfRange> Code { get; init; } = [];

    public ReadOnlyMemory<byte> Info { get; init; }

    public ReadOnlyMemory<byte> Abbrev { get; init; }

    public ReadOnlyMemory<byte> Line { get; init; }

    public ReadOnlyMemory<byte> Str { get; init; }

    public ReadOnlyMemory<byte> LineStr { get; init; }

    public ReadOnlyMemory<byte> StrOffsets { get; init; }

    public ReadOnlyMemory<byte> Addr { get; init; }

    public ReadOnlyMemory<byte> Ranges { get; init; }

    public ReadOnlyMemory<byte> RngLists { get; init; }

    /// <summary>.debug_cu_index of a .dwp file.</summary>
    public ReadOnlyMemory<byte> UnitIndex { get; init; }

    /// <summary>What dwz moved out because other files have it too; null when there is none, or it was not found.</summary>
    public DwarfSections? Supplementary { get; init; }

    /// <summary>The .dwp file of these sections' binary.</summary>
    public DwarfSections? Package { get; init; }

    /// <summary>Bytes of all sections.</summary>
    public long Size => (long)Info.Length + Abbrev.Length + Line.Length + Str.Length + LineStr.Length + StrOffsets.Length
        + Addr.Length + Ranges.Length + RngLists.Length;

    public static DwarfSections FromElf(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FromElf(file, "") with
        {
            Code = file.Type == ElfType.Relocatable ? [] : [.. file.Sections
                .Where(section => section is { IsAllocated: true, IsExecutable: true })
                .Select(section => new DwarfRange(section.Address, unchecked(section.Address + section.Size)))
                .OrderBy(range => range.Start)],
        };
    }

    /// <summary>The sections of a .dwo or .dwp file, whose names end in <c>.dwo</c>.</summary>
    public static DwarfSections FromSplitElf(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FromElf(file, ".dwo") with { UnitIndex = file.Contents(".debug_cu_index") };
    }

    public bool IsCode(ulong address)
    {
        // By index: an enumerator would be allocated for each of a million questions.
        for (var i = 0; i < Code.Count; i++)
        {
            if (Code[i].Contains(address))
            {
                return true;
            }
        }

        return Code.Count == 0;
    }

    static DwarfSections FromElf(ElfFile file, string ending) => new()
    {
        IsBigEndian = file.IsBigEndian,
        PointerSize = file.PointerSize,
        Info = file.Contents(".debug_info" + ending),
        Abbrev = file.Contents(".debug_abbrev" + ending),
        Line = file.Contents(".debug_line" + ending),
        Str = file.Contents(".debug_str" + ending),
        LineStr = file.Contents(".debug_line_str" + ending),
        StrOffsets = file.Contents(".debug_str_offsets" + ending),
        Addr = file.Contents(".debug_addr" + ending),
        Ranges = file.Contents(".debug_ranges" + ending),
        RngLists = file.Contents(".debug_rnglists" + ending),
    };
}
