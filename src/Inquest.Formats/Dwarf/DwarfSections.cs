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

    public static DwarfSections FromElf(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new DwarfSections
        {
            IsBigEndian = file.IsBigEndian,
            PointerSize = file.PointerSize,
            Code = file.Type == ElfType.Relocatable ? [] : [.. file.Sections
                .Where(section => section is { IsAllocated: true, IsExecutable: true })
                .Select(section => new DwarfRange(section.Address, unchecked(section.Address + section.Size)))
                .OrderBy(range => range.Start)],
            Info = file.Contents(".debug_info"),
            Abbrev = file.Contents(".debug_abbrev"),
            Line = file.Contents(".debug_line"),
            Str = file.Contents(".debug_str"),
            LineStr = file.Contents(".debug_line_str"),
            StrOffsets = file.Contents(".debug_str_offsets"),
            Addr = file.Contents(".debug_addr"),
            Ranges = file.Contents(".debug_ranges"),
            RngLists = file.Contents(".debug_rnglists"),
        };
    }

    public bool IsCode(ulong address)
    {
        if (Code.Count == 0)
        {
            return true;
        }

        foreach (var range in Code)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
