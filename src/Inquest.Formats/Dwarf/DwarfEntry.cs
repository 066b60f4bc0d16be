namespace Inquest.Formats.Dwarf;

/// <summary>What a scan takes of an entry.</summary>
struct DwarfEntry
{
    public int Offset;
    public int Sibling;
    public DwarfValue Low;
    public DwarfValue High;
    public DwarfValue Ranges;
    public DwarfValue Origin;
    public ulong CallFile;
    public ulong CallLine;
}
