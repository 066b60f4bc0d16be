using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Code that has lines in the debug information but no function there: assembly, and thunks of one function to another.</summary>
/// <remarks>What the symbol table calls it makes it a function; what has no symbol is padding.</remarks>
static class OutsideFunctions
{
    /// <summary>Functions with lines for those symbols that lie in such code; the names are the symbols'.</summary>
    /// <param name="file">What the records come from.</param>
    /// <param name="records">Of all threads that read the file.</param>
    /// <param name="symbols">Those that no function covers, by address.</param>
    /// <param name="functions">What functions cover, by address.</param>
    public static DwarfRecords Read(
        DwarfFile file, IReadOnlyList<DwarfRecords> records, IReadOnlyList<PublicRecord> symbols, IReadOnlyList<DwarfRange> functions)
    {
        var found = new DwarfRecords();
        if (symbols.Count == 0)
        {
            return found;
        }

        var loose = new List<DwarfLooseCode>(records.Sum(thread => thread.Loose.Count));
        foreach (var thread in records)
        {
            for (var i = 0; i < thread.Loose.Count; i++)
            {
                loose.Add(thread.Loose[i]);
            }
        }

        // Which thread read a unit is up to chance.
        loose.Sort(static (a, b) => a.Range.Start != b.Range.Start ? a.Range.Start.CompareTo(b.Range.Start) : a.Unit.CompareTo(b.Unit));
        foreach (var unit in Ranges(loose, symbols, functions).GroupBy(part => part.Unit, part => part.Range))
        {
            file.ReadLoose(unit.Key, found, unit);
        }

        return found;
    }

    static IEnumerable<DwarfLooseCode> Ranges(
        List<DwarfLooseCode> loose, IReadOnlyList<PublicRecord> symbols, IReadOnlyList<DwarfRange> functions)
    {
        var (at, function) = (0, 0);
        for (var i = 0; i < symbols.Count; i++)
        {
            var start = symbols[i].Address;
            while (at < loose.Count && loose[at].Range.End <= start)
            {
                at++;
            }

            if (at == loose.Count || !loose[at].Range.Contains(start))
            {
                continue;
            }

            while (function < functions.Count && functions[function].Start <= start)
            {
                function++;
            }

            var end = loose[at].Range.End;
            end = i + 1 < symbols.Count ? Math.Min(end, symbols[i + 1].Address) : end;
            end = function < functions.Count ? Math.Min(end, functions[function].Start) : end;
            yield return new DwarfLooseCode(new DwarfRange(start, end), loose[at].Unit);
        }
    }
}
