namespace Inquest.Formats.Dwarf;

/// <summary>The header of a unit in .debug_info and what its first entry says.</summary>
sealed class DwarfUnit
{
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

    public string? CompilationFolder { get; set; }

    public string? Name { get; set; }

    public ulong? LineProgramOffset { get; set; }

    public ulong LowPc { get; set; }

    public ulong StrOffsetsBase { get; set; }

    public ulong AddrBase { get; set; }

    public ulong RnglistsBase { get; set; }

    public int Language { get; set; }

    /// <summary>Set when the unit is a skeleton whose entries are in a .dwo file.</summary>
    public bool IsSkeleton { get; set; }
}
