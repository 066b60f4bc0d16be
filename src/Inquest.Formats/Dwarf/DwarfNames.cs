namespace Inquest.Formats.Dwarf;

/// <summary>What one subprogram entry says about its name.</summary>
/// <param name="Scope">Index of the enclosing scope, or -1.</param>
/// <param name="Origin">Offset of the entry that this one completes (specification before abstract origin), or 0.</param>
readonly record struct DwarfNameEntry(DwarfValue Linkage, DwarfValue Name, int Scope, ulong Origin);

/// <summary>A namespace or type around entries.</summary>
readonly record struct DwarfScope(int Parent, DwarfValue Name, int Tag, ulong Origin);

/// <summary>The named subprograms and scopes of one unit, by offset of the entry.</summary>
sealed class DwarfNames(DwarfUnit unit)
{
    public DwarfUnit Unit { get; } = unit;

    public Dictionary<ulong, DwarfNameEntry> Entries { get; } = [];

    public List<DwarfScope> Scopes { get; } = [];
}
