using System.Collections.Concurrent;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Reads all units, in parallel, into FUNC records in order of address.</summary>
sealed class FunctionCollector(DwarfFile file, bool withInlines)
{
    const string UnknownFile = "<unknown>";

    readonly ConcurrentDictionary<string, string> _demangled = new(StringComparer.Ordinal);

    public List<FunctionRecord> Collect()
    {
        var units = new List<FunctionRecord>[file.UnitCount];
        Parallel.For(0, units.Length, index => units[index] = ReadUnit(index));
        var all = units.SelectMany(unit => unit).ToList();
        // A stable order whatever thread read what: by address, the longer first, then by name.
        all.Sort((a, b) => a.Range.Start != b.Range.Start ? a.Range.Start.CompareTo(b.Range.Start)
            : a.Range.End != b.Range.End ? b.Range.End.CompareTo(a.Range.End)
            : string.CompareOrdinal(a.Name, b.Name));
        return WithoutTwins(all);
    }

    List<FunctionRecord> ReadUnit(int index)
    {
        var unit = file.ReadUnit(index);
        var records = new List<FunctionRecord>(unit.Functions.Count);
        foreach (var function in unit.Functions)
        {
            var name = NameOf(function.Name, function.IsMangled);
            foreach (var range in function.Ranges)
            {
                records.Add(new FunctionRecord(range, name, false, unit.Lines, withInlines ? Inlines(function, range) : []));
            }
        }

        return records;
    }

    List<InlineRecord> Inlines(DwarfFunction function, DwarfRange within)
    {
        var inlines = new List<InlineRecord>();
        // A call whose caller has no code in this range has none either, whatever its own ranges say.
        var openDepth = 0;
        foreach (var inline in function.Inlines)
        {
            var ranges = new List<DwarfRange>();
            foreach (var range in inline.Ranges)
            {
                var cut = new DwarfRange(Math.Max(range.Start, within.Start), Math.Min(range.End, within.End));
                if (cut.Start < cut.End)
                {
                    ranges.Add(cut);
                }
            }

            if (ranges.Count == 0 || inline.Depth > openDepth)
            {
                openDepth = Math.Min(openDepth, inline.Depth);
                continue;
            }

            openDepth = inline.Depth + 1;
            inlines.Add(new InlineRecord(inline.Depth, NameOf(inline.Name, inline.IsMangled),
                inline.CallFile ?? UnknownFile, inline.CallLine, ranges));
        }

        return inlines;
    }

    string NameOf(string name, bool isMangled) =>
        isMangled ? _demangled.GetOrAdd(name, static mangled => Demangler.Demangle(mangled)) : name;

    // Several functions at one address (identical code folding, or the same inline function in several units): one stays, and
    // says so when their names differ.
    static List<FunctionRecord> WithoutTwins(List<FunctionRecord> ordered)
    {
        var result = new List<FunctionRecord>(ordered.Count);
        foreach (var function in ordered)
        {
            if (result.Count > 0 && result[^1].Range.Start == function.Range.Start)
            {
                if (result[^1].Name != function.Name)
                {
                    result[^1] = result[^1] with { IsOneOfSeveral = true };
                }

                continue;
            }

            result.Add(function);
        }

        return result;
    }
}
