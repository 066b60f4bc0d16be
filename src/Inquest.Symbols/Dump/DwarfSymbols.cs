using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>The functions of debug information in DWARF, whatever container it came in: ELF, Mach-O, PE or wasm.</summary>
sealed class DwarfSymbols
{
    readonly List<FunctionRecord> _functions;

    DwarfSymbols(List<FunctionRecord> functions, IReadOnlyList<Finding> findings)
    {
        _functions = functions;
        FunctionRanges = [.. functions.Select(function => function.Range)];
        Findings = findings;
    }

    /// <summary>The addresses of the functions as linked, by ascending start; they may overlap.</summary>
    public IReadOnlyList<DwarfRange> FunctionRanges { get; }

    /// <summary>Line records; known once they have been emitted.</summary>
    public int LineCount { get; private set; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Reads all units.</summary>
    public static DwarfSymbols Collect(DwarfSections sections, SymbolDumpOptions options)
    {
        var file = new DwarfFile(sections, options.DwarfLimits);
        return new DwarfSymbols(new FunctionCollector(file, options.WithInlines).Collect(), file.Findings);
    }

    /// <summary>Emits FILE, INLINE_ORIGIN and FUNC records with what belongs to them.</summary>
    /// <param name="linkBase">What addresses are made relative to.</param>
    public void Emit<TSink>(ref TSink sink, ulong linkBase)
        where TSink : struct, ISymSink
    {
        var lines = new List<List<LineRecord>>(_functions.Count);
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var origins = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var function in _functions)
        {
            lines.Add(LinesOf(function));
            foreach (var line in lines[^1])
            {
                paths.Add(line.File);
            }

            foreach (var inline in function.Inlines)
            {
                paths.Add(inline.CallFile);
                origins.Add(inline.Name);
            }
        }

        var fileNumbers = Number(paths);
        foreach (var path in paths)
        {
            sink.File(fileNumbers[path], SymName.Utf8(path));
        }

        var originNumbers = Number(origins);
        foreach (var origin in origins)
        {
            sink.InlineOrigin(originNumbers[origin], SymName.Utf8(origin));
        }

        for (var i = 0; i < _functions.Count; i++)
        {
            EmitFunction(ref sink, linkBase, _functions[i], lines[i], fileNumbers, originNumbers);
        }

        LineCount = lines.Sum(list => list.Count);
    }

    static Dictionary<string, uint> Number(SortedSet<string> names)
    {
        var numbers = new Dictionary<string, uint>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            numbers.Add(name, (uint)numbers.Count);
        }

        return numbers;
    }

    static List<LineRecord> LinesOf(FunctionRecord function)
    {
        var lines = new List<LineRecord>();
        foreach (var (range, row) in function.Lines.Cover(function.Range))
        {
            if (function.Lines.FileName(row.File) is not { } file)
            {
                continue;
            }

            // Rows that only differ in column or statement flag are one record.
            if (lines.Count > 0 && lines[^1].Range.End == range.Start && lines[^1].Line == row.Line && lines[^1].File == file)
            {
                lines[^1] = lines[^1] with { Range = lines[^1].Range with { End = range.End } };
            }
            else
            {
                lines.Add(new LineRecord(range, row.Line, file));
            }
        }

        return lines;
    }

    static void EmitFunction<TSink>(ref TSink sink, ulong linkBase, FunctionRecord function, List<LineRecord> lines,
        Dictionary<string, uint> fileNumbers, Dictionary<string, uint> originNumbers)
        where TSink : struct, ISymSink
    {
        sink.Func(
            new SymFunc(function.Range.Start - linkBase, function.Range.End - function.Range.Start, 0, function.IsOneOfSeveral),
            SymName.Utf8(function.Name));
        foreach (var inline in function.Inlines)
        {
            var head = new SymInline(
                (uint)inline.Depth, (uint)inline.CallLine, fileNumbers[inline.CallFile], originNumbers[inline.Name], false);
            foreach (var range in inline.Ranges)
            {
                sink.Inline(head, range.Start - linkBase, range.End - range.Start);
            }
        }

        foreach (var line in lines)
        {
            sink.Line(new SymLine(
                line.Range.Start - linkBase, line.Range.End - line.Range.Start, (uint)line.Line, fileNumbers[line.File]));
        }
    }

    readonly record struct LineRecord(DwarfRange Range, int Line, string File);
}
