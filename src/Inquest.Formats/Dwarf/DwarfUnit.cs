namespace Inquest.Formats.Dwarf;

/// <summary>The header of a unit in .debug_info and what its first entry says.</summary>
sealed class DwarfUnit
{
    /// <summary>The section that it is in.</summary>
    public required DwarfInfo Info { get; init; }

    /// <summary>Offset of the header in the section.</summary>
    public required int Offset { get; init; }

    /// <summary>Offset of the first entry.</summary>
    public required int EntriesOffset { get; init; }

    /// <summary>First offset after the unit.</summary>
    public required int End { get; init; }

    public required int Version { get; init; }

    public required int AddressSize { get; init; }

    /// <summary>4 or 8: 32-bit or 64-bit DWARF.</summary>
    public required int OffsetSize { get; init; }

    public required DwarfAbbreviations Abbreviations { get; init; }

    public DwarfValue Name { get; set; }

    public DwarfValue CompilationFolder { get; set; }

    public ulong? LineProgramOffset { get; set; }

    public ulong LowPc { get; set; }

    /// <summary>Whether the unit says where its code is; one of dwz's common parts shares a line program and has none.</summary>
    public bool HasCode { get; set; }

    public ulong StrOffsetsBase { get; set; }

    public ulong AddrBase { get; set; }

    public ulong RnglistsBase { get; set; }

    /// <summary>What ranges in the split unit of a DWARF 4 skeleton count from.</summary>
    public ulong RangesBase { get; set; }

    public int Language { get; set; }

    /// <summary>The name of the .dwo file; present when the unit is a skeleton whose entries are there.</summary>
    public DwarfValue SplitName { get; set; }

    /// <summary>What a skeleton and its split unit have in common.</summary>
    public ulong SplitId { get; set; }

    /// <summary>Of a split unit: the unit in the main file, which has addresses and lines.</summary>
    public DwarfUnit? Skeleton { get; set; }

    /// <summary>The unit whose line program, address table and folder count for this one.</summary>
    public DwarfUnit Main => Skeleton ?? this;

    public bool Contains(ulong offset) => offset >= (ulong)Offset && offset < (ulong)End;

    /// <summary>True for C, where nothing stands in a scope that names it.</summary>
    public bool IsC => Language is 0x01 or 0x02 or 0x0C or 0x1D or 0x2C;

    /// <summary>True for C++, whose producers define members outside of their types.</summary>
    public bool IsCPlusPlus => Language is 0x04 or 0x1A or 0x21 or 0x2B;
}
