namespace Inquest.Formats.Dwarf;

/// <summary>A row of a line table: the code from here to the next row comes from this line.</summary>
/// <param name="File">Index into the table's files as the program counts, or -1 at the end of a sequence.</param>
public readonly record struct DwarfLineRow(ulong Address, int File, int Line)
{
    public bool IsEnd => File < 0;
}
