namespace Inquest.Formats.Dwarf;

/// <summary>The lines of one unit: sequences ordered by address, each closed by an end row.</summary>
public sealed class DwarfLineTable(IReadOnlyList<string?> files, DwarfLineRow[] rows)
{
    public static DwarfLineTable Empty { get; } = new([], []);

    /// <summary>Paths by file number as the program counts; null for a number without a file.</summary>
    public IReadOnlyList<string?> Files { get; } = files;

    public ReadOnlySpan<DwarfLineRow> Rows => rows;

    public string? FileName(long number) => number >= 0 && number < Files.Count ? Files[(int)number] : null;

    /// <summary>The rows that cover a range, cut to it; empty where the table has nothing.</summary>
    public IEnumerable<(DwarfRange Range, DwarfLineRow Row)> Cover(DwarfRange range)
    {
        for (var i = FirstIndex(range.Start); i + 1 < rows.Length && rows[i].Address < range.End; i++)
        {
            var start = Math.Max(rows[i].Address, range.Start);
            var end = Math.Min(rows[i + 1].Address, range.End);
            if (!rows[i].IsEnd && start < end)
            {
                yield return (new DwarfRange(start, end), rows[i]);
            }
        }
    }

    // The last row at or below the address.
    int FirstIndex(ulong address)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Address <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(0, low - 1);
    }
}
