using Inquest.Formats.Pdb;

namespace Inquest.Symbols.Dump;

/// <summary>Reads one module into packed records. Several may run at once.</summary>
sealed class PdbModuleReader(PdbFile file, PdbInlinees inlinees, bool withInlines)
{
    public PdbModuleRecords Read(PdbModule module)
    {
        var records = new PdbModuleRecords();
        var stream = file.ReadModule(module);
        if (stream.IsEmpty)
        {
            return records;
        }

        var lines = PdbModuleLines.Read(stream, module);
        records.Exports = lines.Exports;
        var functions = PdbModuleSymbols.Read(stream, module, file.Limits);
        var code = new PdbFunctionCode(lines, functions.Count, inlinees, file.Limits);
        var ranges = new List<PdbRange>();
        foreach (var function in functions)
        {
            if (function.Size == 0 || file.AddressMap.ToLinkedRva(function.Section, function.Offset) is not { } rva)
            {
                continue;
            }

            code.Read(function, withInlines);
            ranges.Clear();
            file.AddressMap.AddRanges(rva, function.Size, ranges);
            AddFunction(records, module, function, code, ranges);
        }

        return records;
    }

    // Pieces that still follow each other are one function; the others are functions of the same name.
    static void AddFunction(PdbModuleRecords records, PdbModule module, PdbFunction function, PdbFunctionCode code, List<PdbRange> ranges)
    {
        for (var first = 0; first < ranges.Count;)
        {
            var last = first;
            while (last + 1 < ranges.Count && ranges[last].Rva + ranges[last].Size == ranges[last + 1].Rva)
            {
                last++;
            }

            var pieces = ranges.GetRange(first, last - first + 1);
            var start = pieces[0].Rva;
            var size = pieces[^1].Rva + pieces[^1].Size - start;
            records.Entries.Add(new PdbFunctionEntry(start, size, module.Index, records.Position, function.IsPart));
            records.Add(function.Type);
            records.Add(function.HasId ? 1U : 0);
            records.AddText(function.Name.Span);
            if (pieces is [{ SourceOffset: 0 } only] && only.Size == only.SourceSize && only.SourceSize == function.Size)
            {
                records.AddCalls(code.Calls);
                records.AddLines(code.Lines);
            }
            else
            {
                records.AddCalls(Moved(code.Calls, pieces));
                records.AddLines(Moved(code.Lines, pieces));
            }

            first = last + 1;
        }
    }

    static List<PdbInlineCall> Moved(List<PdbInlineCall> calls, List<PdbRange> pieces)
    {
        var moved = new List<PdbInlineCall>();
        foreach (var call in calls)
        {
            var ranges = new List<(uint, uint)>();
            foreach (var (start, end) in call.Ranges)
            {
                foreach (var part in Moved(new PdbCode(start, end, 0, 0), pieces))
                {
                    ranges.Add((part.Start, part.End));
                }
            }

            if (ranges.Count > 0)
            {
                moved.Add(call with { Ranges = ranges });
            }
        }

        return moved;
    }

    static List<PdbCode> Moved(List<PdbCode> lines, List<PdbRange> pieces)
    {
        var moved = new List<PdbCode>();
        foreach (var line in lines)
        {
            foreach (var part in Moved(line, pieces))
            {
                if (moved.Count > 0 && moved[^1].End == part.Start && moved[^1].Line == part.Line && moved[^1].File == part.File)
                {
                    moved[^1] = moved[^1] with { End = part.End };
                }
                else
                {
                    moved.Add(part);
                }
            }
        }

        moved.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return moved;
    }

    // Offsets from the start of the first piece.
    static IEnumerable<PdbCode> Moved(PdbCode code, List<PdbRange> pieces)
    {
        foreach (var piece in pieces)
        {
            var start = Math.Max(code.Start, piece.SourceOffset);
            var sourceEnd = piece.SourceOffset + piece.SourceSize;
            var end = Math.Min(code.End, sourceEnd);
            if (start >= end)
            {
                continue;
            }

            var target = piece.Rva - pieces[0].Rva;
            var from = Math.Min(start - piece.SourceOffset, piece.Size);
            // What was put in belongs to the last line of its piece.
            var to = end == sourceEnd ? piece.Size : Math.Min(end - piece.SourceOffset, piece.Size);
            if (from < to)
            {
                yield return code with { Start = target + from, End = target + to };
            }
        }
    }
}
