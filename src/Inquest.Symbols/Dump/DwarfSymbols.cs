using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>The functions of debug information in DWARF, whatever container it came in: ELF, Mach-O, PE or wasm.</summary>
/// <remarks>
/// Threads take units one after the other and keep what they read as fixed-size records in memory of their own; names and
/// paths are numbers until the end. Pages of .debug_info that all threads are past are given back to the system.
/// </remarks>
sealed class DwarfSymbols
{
    readonly DwarfRecords[] _records;
    readonly FunctionKey[] _functions;
    readonly SymNumbers _names;
    readonly SymNumbers _paths;
    readonly int _nameless;
    readonly Func<ulong, string?>? _nameAt;
    readonly Dictionary<ulong, PublicRecord> _outside;

    DwarfSymbols(DwarfRecords[] records, FunctionKey[] functions, SymNumbers names, SymNumbers paths, DwarfFile file,
        Func<ulong, string?>? nameAt, Dictionary<ulong, PublicRecord> outside)
    {
        _outside = outside;
        _records = records;
        _functions = functions;
        _names = names;
        _paths = paths;
        FunctionRanges = [.. functions.Select(function => new DwarfRange(function.Start, function.End))];
        LineCount = functions.Sum(function => Record(function).LineCount);
        Findings = file.Findings;
        _nameless = file.Nameless;
        _nameAt = nameAt;
    }

    /// <summary>The addresses of the functions as linked, by ascending start; they may overlap.</summary>
    public IReadOnlyList<DwarfRange> FunctionRanges { get; }

    public int LineCount { get; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether a symbol became a function, because the debug information has lines of it.</summary>
    public bool HasTaken(PublicRecord symbol) => _outside.ContainsKey(symbol.Address);

    /// <summary>Reads all units.</summary>
    /// <param name="sections">Of any container.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="openSplit">Gives the sections of .dwo files; none are read without it.</param>
    /// <param name="nameAt">
    /// The symbol at an address, as linked, for functions that the debug information gives no linkage name, or no name at all: what
    /// names them is in a supplementary file that is missing.
    /// </param>
    /// <param name="symbolsOutside">The symbols, by address, that functions at the given addresses do not cover.</param>
    public static DwarfSymbols Collect(
        DwarfSections sections, SymbolDumpOptions options, Func<DwarfSplitUnit, DwarfSections?>? openSplit = null,
        Func<ulong, string?>? nameAt = null, Func<IReadOnlyList<DwarfRange>, IReadOnlyList<PublicRecord>>? symbolsOutside = null)
    {
        var file = new DwarfFile(sections, options.DwarfLimits, openSplit);
        var records = DwarfUnitThreads.ReadAll(file, sections, options);
        var names = new SymNumbers(file.Names);
        var paths = new SymNumbers(file.Paths);
        var functions = Settle(records, names);
        var outside = new Dictionary<ulong, PublicRecord>();
        if (symbolsOutside is not null)
        {
            var ranges = functions.Select(function => new DwarfRange(function.Start, function.End)).ToList();
            var symbols = symbolsOutside(ranges);
            var found = OutsideFunctions.Read(file, records, symbols, ranges);
            records = [.. records, found];
            functions = Join(functions, records.Length - 1, found, symbols, outside);
        }

        // Reading outside of functions may have met new paths.
        (names, paths) = (new SymNumbers(file.Names), new SymNumbers(file.Paths));
        foreach (var function in functions)
        {
            MarkUsed(records[function.Thread], function.Index, names, paths);
        }

        names.Number(options.ThreadCount);
        paths.Number(options.ThreadCount);
        return new DwarfSymbols(records, functions, names, paths, file, nameAt, outside);
    }

    static FunctionKey[] Join(FunctionKey[] functions, int thread, DwarfRecords found, IReadOnlyList<PublicRecord> symbols,
        Dictionary<ulong, PublicRecord> outside)
    {
        if (found.Functions.Count == 0)
        {
            return functions;
        }

        var byAddress = symbols.ToDictionary(symbol => symbol.Address);
        var all = new List<FunctionKey>(functions);
        for (var i = 0; i < found.Functions.Count; i++)
        {
            ref readonly var function = ref found.Functions[i];
            var symbol = outside[function.Start] = byAddress[function.Start];
            all.Add(new FunctionKey(function.Start, function.End, thread, i, symbol.IsOneOfSeveral));
        }

        // None of the new ones begins where another one does.
        return [.. all.OrderBy(function => function.Start)];
    }

    /// <summary>Emits FILE, INLINE_ORIGIN and FUNC records with what belongs to them.</summary>
    /// <param name="linkBase">What addresses are made relative to.</param>
    public void Emit<TSink>(ref TSink sink, ulong linkBase)
        where TSink : struct, ISymSink
    {
        for (var i = 0; i < _paths.NumberedCount; i++)
        {
            sink.File((uint)i, _paths.NumberedText(i));
        }

        for (var i = 0; i < _names.NumberedCount; i++)
        {
            sink.InlineOrigin((uint)i, _names.NumberedText(i));
        }

        foreach (var function in _functions)
        {
            Emit(ref sink, function, linkBase);
        }
    }

    void Emit<TSink>(ref TSink sink, FunctionKey function, ulong linkBase)
        where TSink : struct, ISymSink
    {
        var records = _records[function.Thread];
        ref readonly var record = ref Record(function);
        var start = unchecked(record.Start - linkBase);
        var name = (_outside.GetValueOrDefault(record.Start)?.Name ?? SymbolName(record)) is { } known ? SymName.Utf8(known) : _names.Text(record.Name);
        sink.Func(new SymFunc(start, record.End - record.Start, 0, function.IsOneOfSeveral), name);
        for (var i = record.FirstInline; i < record.FirstInline + record.InlineCount; i++)
        {
            ref readonly var inline = ref records.Inlines[i];
            var head = new SymInline(
                (uint)inline.Depth, inline.CallLine, _paths.NumberOf(inline.CallFile), _names.NumberOf(inline.Name), false);
            for (var k = inline.FirstRange; k < inline.FirstRange + inline.RangeCount; k++)
            {
                ref readonly var range = ref records.Ranges[k];
                sink.Inline(head, start + range.Offset, range.Size);
            }
        }

        for (var i = record.FirstLine; i < record.FirstLine + record.LineCount; i++)
        {
            ref readonly var line = ref records.Lines[i];
            sink.Line(new SymLine(start + line.Offset, line.Size, line.Line, _paths.NumberOf(line.File)));
        }
    }

    // gcc gives functions without external linkage (members of unnamed namespaces, lambdas) no linkage name in the debug
    // information; the symbol table has it, and with it parameters. It counts where it is the same function's.
    string? SymbolName(in DwarfFunctionRecord record)
    {
        if (_nameAt is null || _names.IsMangled(record.Name) || _nameAt(record.Start) is not { } symbol)
        {
            return null;
        }

        var name = Demangler.Demangle(symbol);
        if (record.Name == _nameless)
        {
            return name;
        }

        // C's symbols say no more than the entry. Two functions may have been folded into one address.
        var identifier = PlainName.Identifier(System.Text.Encoding.UTF8.GetString(_names.Text(record.Name)));
        return name != symbol && identifier.Length > 0 && name.AsSpan().Contains(identifier, StringComparison.Ordinal) ? name : null;
    }

    ref DwarfFunctionRecord Record(FunctionKey function) => ref _records[function.Thread].Functions[function.Index];

    // A stable order whatever thread read what: by address, the longer first, then by name, then by unit.
    static FunctionKey[] Settle(DwarfRecords[] records, SymNumbers names)
    {
        var all = new List<FunctionKey>(records.Sum(thread => thread.Functions.Count));
        for (var thread = 0; thread < records.Length; thread++)
        {
            var functions = records[thread].Functions;
            for (var i = 0; i < functions.Count; i++)
            {
                all.Add(new FunctionKey(functions[i].Start, functions[i].End, thread, i, false));
            }
        }

        ref DwarfFunctionRecord Of(FunctionKey key) => ref records[key.Thread].Functions[key.Index];
        all.Sort((a, b) =>
        {
            if (a.Start != b.Start || a.End != b.End)
            {
                return a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End);
            }

            var order = names.CompareRaw(Of(a).Name, Of(b).Name);
            return order != 0 ? order
                : Of(a).Unit != Of(b).Unit ? Of(a).Unit.CompareTo(Of(b).Unit)
                : a.Index.CompareTo(b.Index);
        });

        // Several functions at one address (identical code folding, or the same inline function in several units): one stays,
        // and says so when their names differ.
        var kept = 0;
        for (var i = 0; i < all.Count; i++)
        {
            var function = all[i];
            if (kept > 0 && all[kept - 1].Start == function.Start)
            {
                if (Of(all[kept - 1]).Name != Of(function).Name)
                {
                    all[kept - 1] = all[kept - 1] with { IsOneOfSeveral = true };
                }

                continue;
            }

            all[kept++] = function;
        }

        return [.. all.Take(kept)];
    }

    static void MarkUsed(DwarfRecords records, int index, SymNumbers names, SymNumbers paths)
    {
        ref readonly var function = ref records.Functions[index];
        names.Use(function.Name, isNumbered: false);
        for (var i = function.FirstInline; i < function.FirstInline + function.InlineCount; i++)
        {
            names.Use(records.Inlines[i].Name, isNumbered: true);
            paths.Use(records.Inlines[i].CallFile, isNumbered: true);
        }

        for (var i = function.FirstLine; i < function.FirstLine + function.LineCount; i++)
        {
            paths.Use(records.Lines[i].File, isNumbered: true);
        }
    }

    readonly record struct FunctionKey(ulong Start, ulong End, int Thread, int Index, bool IsOneOfSeveral);
}
