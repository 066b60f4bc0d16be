using System.Text;
using Inquest.Formats;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>
/// A symbol file in the form that lookups want: mapped, sorted, searched in place. Opening parses nothing.
/// </summary>
/// <remarks>
/// <para>All numbers are little-endian. An offset counts bytes from the start of the file and has 32 bits; a table is an
/// offset and a number of entries, a text an offset and a length. Entries are packed to four bytes, tables begin at
/// multiples of eight. Every offset is checked when it is followed: one that leaves the file reads as an empty table.</para>
/// <code>
/// header, 112 bytes
///   0  magic "INQSYMC" LF      8  version (2)      12  flags: 1 has unwind rules, 2 old INLINE syntax, 4 has lines
///  16  size of the file, 8 bytes
///  24  functions   32  publics   40  CFI INITs   48  frame data   56  FPO   64  files   72  inline origins
///  80  problems    88  MODULE text   96  INFO text
/// 104  FNV-1a of bytes 0 to 103, 8 bytes
/// bulk, in pieces as they were read: lines, inlined calls, CFI deltas and text; only tables below point into it
/// function, 52: first and end address covered, entry address (8 each), name, lines, inlined calls (8 each), parameter size
/// line, 16:     first and end offset from the entry, line number, FILE number
/// inline, 24:   first offset, depth, end offset, line and FILE of the call, INLINE_ORIGIN number; by depth, then offset
/// public, 20:   address (8), name (8), parameter size
/// CFI INIT, 48: first and end address covered, INIT address, INIT size (8 each), rules, deltas (8 each)
/// delta, 12:    offset from the INIT address, rules (8)
/// STACK WIN, 64: first and end address covered, record's address (8 each), code, prolog, epilog, parameter, saved
///               register, local and stack sizes, allocates EBP (4 each), program (8)
/// file or origin, 12: number, name (8)
/// problem, 12:  kind (SymProblem), lines that have it, the first of them
/// </code>
/// <para>The addresses of functions, INITs, and frame data and FPO each are disjoint and ascend, so that one binary
/// search finds the only candidate; which record wins where the symbol file has several is in docs/formats/symbol-cache.md.</para>
/// <para>Example, 248 bytes, of <c>MODULE Linux x86_64 AB0 a</c>, <c>FILE 0 a.c</c>, <c>FUNC 1000 10 8 f</c>,
/// <c>1000 8 7 0</c>, <c>1008 8 8 0</c>: at 112 the lines (0, 8, 7, 0) and (8, 10, 8, 0); at 144 the text
/// <c>a.cf</c>; at 152 the function (1000, 1010, 1000, text 147+1, lines 112 x 2, none, 8); at 208 the file (0, text
/// 144+3); at 224 the MODULE text. Address 100a: the function's first address is not above it and its end is; offset a is
/// in the second line: <c>f</c>, <c>a.c</c>, line 8.</para>
/// </remarks>
public sealed class SymbolCacheFile : IModuleSymbols, IDisposable
{
    readonly MappedFile _mapping;
    readonly SymbolCacheHeader _header;
    readonly SymbolLimits _limits;

    SymbolCacheFile(MappedFile mapping, SymbolCacheHeader header, SymbolLimits limits)
    {
        _mapping = mapping;
        _header = header;
        _limits = limits;
    }

    public bool HasUnwindInfo => (_header.Flags & SymbolCacheHeader.HasUnwindInfoFlag) != 0;

    public bool HasFunctions => _header.Functions.Count > 0;

    public bool HasLines => (_header.Flags & SymbolCacheHeader.HasLinesFlag) != 0;

    /// <summary>The fields of the MODULE record: system, processor, debug id, name; empty when there was none.</summary>
    public string Module => Text(_header.Module);

    /// <summary>The INFO records, one a line.</summary>
    public string Info => Text(_header.Info);

    /// <summary>What was odd in the symbol file, by kind.</summary>
    public IReadOnlyList<Finding> Findings => SymbolFindings.From(Table<ProblemEntry>(_header.Problems));

    /// <returns><see cref="SymbolCacheError.None"/> with the file, or why there is none.</returns>
    public static SymbolCacheError TryOpen(string path, out SymbolCacheFile? file, SymbolLimits? limits = null)
    {
        file = null;
        MappedFile? mapping;
        try
        {
            mapping = MappedFile.Open(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return SymbolCacheError.NotFound;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SymbolCacheError.Inaccessible;
        }

        if (mapping is null)
        {
            return SymbolCacheError.Damaged;
        }

        var error = CheckHeader(mapping, out var header);
        if (error != SymbolCacheError.None)
        {
            mapping.Dispose();
            return error;
        }

        file = new SymbolCacheFile(mapping, header, limits ?? SymbolLimits.Default);
        return SymbolCacheError.None;
    }

    public SymbolLocation? FindLocation(ulong rva)
    {
        var functions = Table<FunctionEntry>(_header.Functions);
        var index = SortedTable.LastAtOrBelow(functions, rva);
        SymbolLocation? location;
        if (index >= 0 && rva < functions[index].End)
        {
            location = DescribeFunction(functions[index], rva);
        }
        else
        {
            // A PUBLIC record has no end, but it cannot reach past a function that begins after it.
            location = FindPublic(rva, index < 0 ? 0 : functions[index].Start + 1);
        }

        GC.KeepAlive(_mapping);
        return location;
    }

    public CfiRules? FindCfi(ulong rva)
    {
        var inits = Table<CfiEntry>(_header.Cfi);
        var index = SortedTable.LastAtOrBelow(inits, rva);
        if (index < 0 || rva >= inits[index].End)
        {
            return null;
        }

        var init = inits[index];
        var deltas = Table<CfiDeltaEntry>(init.Deltas);
        var count = SortedTable.LastAtOrBelow(deltas, rva - init.InitAddress) + 1;
        var rules = new string[count + 1];
        rules[0] = Text(init.Rules);
        for (var i = 0; i < count; i++)
        {
            rules[i + 1] = Text(deltas[i].Rules);
        }

        GC.KeepAlive(_mapping);
        return new CfiRules(init.InitAddress, init.InitSize, rules);
    }

    public StackWinRecord? FindStackWin(ulong rva)
    {
        var record = FindStackWin(_header.FrameData, 4, rva) ?? FindStackWin(_header.Fpo, 0, rva);
        GC.KeepAlive(_mapping);
        return record;
    }

    /// <summary>Unmaps the file; later lookups find nothing. Only for an owner who knows that no lookup is under way.</summary>
    public void Dispose() => _mapping.Dispose();

    static SymbolCacheError CheckHeader(MappedFile mapping, out SymbolCacheHeader header)
    {
        var headers = mapping.Table<SymbolCacheHeader>(new TableRef { Count = 1 });
        header = headers.IsEmpty ? default : headers[0];
        if (header.Magic != SymbolCacheHeader.MagicValue)
        {
            return SymbolCacheError.Damaged;
        }

        if (header.Version != SymbolCacheHeader.CurrentVersion)
        {
            return SymbolCacheError.OtherVersion;
        }

        return header.FileSize == mapping.Length && header.Checksum == header.ComputeChecksum()
            ? SymbolCacheError.None
            : SymbolCacheError.Damaged;
    }

    SymbolLocation DescribeFunction(in FunctionEntry function, ulong rva)
    {
        // All three offsets below count from the entry; a hostile file may put the entry after the range.
        var offset = rva - function.Entry;
        var lines = Table<LineEntry>(function.Lines);
        var index = SortedTable.LastAtOrBelow(lines, offset);
        LineEntry? line = index >= 0 && offset < lines[index].End ? lines[index] : null;
        var (file, number) = (FileName(line?.File), LineNumber(line?.Line));
        var calls = FindCalls(function, offset);
        var inlines = new InlineLocation[calls.Count];
        for (var depth = calls.Count - 1; depth >= 0; depth--)
        {
            // What executes in one call is the line record, or the call that was inlined into it.
            inlines[calls.Count - 1 - depth] = new InlineLocation(OriginName(calls[depth].Origin), file, number);
            file = CallFile(calls, depth, lines);
            number = LineNumber(calls[depth].CallLine);
        }

        return new SymbolLocation(
            Text(function.Name), function.Entry, function.ParameterSize, IsPublic: false, file, number,
            line is { } known ? function.Entry + known.Start : null, inlines);
    }

    /// <summary>The inlined calls that hold an offset, outermost first.</summary>
    List<InlineEntry> FindCalls(in FunctionEntry function, ulong offset)
    {
        var calls = new List<InlineEntry>();
        var inlines = Table<InlineEntry>(function.Inlines);
        while (!inlines.IsEmpty && offset <= uint.MaxValue && calls.Count < _limits.InlineDepthMax)
        {
            var depth = (uint)calls.Count;
            var index = SortedTable.LastAtOrBelow(inlines, ((ulong)depth << 32) | offset);
            if (index < 0 || inlines[index].Depth != depth || offset >= inlines[index].Stop)
            {
                break;
            }

            calls.Add(inlines[index]);
        }

        return calls;
    }

    string? CallFile(List<InlineEntry> calls, int depth, ReadOnlySpan<LineEntry> lines)
    {
        if (calls[depth].CallFile != SymReader.NoFile || (_header.Flags & SymbolCacheHeader.OldInlineSyntaxFlag) == 0)
        {
            return FileName(calls[depth].CallFile);
        }

        // The old syntax says where each inlined function is written, not where it is called. A call is written in
        // its caller: the function inlined one step further out, or the physical function, whose first line is its head.
        return depth > 0 && OldOrigin(calls[depth - 1].Origin, out _) is { } file
            ? FileName(file)
            : FileName(lines.IsEmpty ? null : lines[0].File);
    }

    SymbolLocation? FindPublic(ulong rva, ulong lowest)
    {
        var publics = Table<PublicEntry>(_header.Publics);
        var index = SortedTable.LastAtOrBelow(publics, rva);
        if (index < 0 || publics[index].Address < lowest)
        {
            return null;
        }

        var found = publics[index];
        return new SymbolLocation(
            Text(found.Name), found.Address, found.ParameterSize, IsPublic: true, null, null, null, []);
    }

    StackWinRecord? FindStackWin(TableRef table, int type, ulong rva)
    {
        var records = Table<StackWinEntry>(table);
        var index = SortedTable.LastAtOrBelow(records, rva);
        if (index < 0 || rva >= records[index].End)
        {
            return null;
        }

        var found = records[index];
        return new StackWinRecord(
            type, found.Rva, found.CodeSize, found.PrologSize, found.EpilogSize, found.ParameterSize,
            found.SavedRegisterSize, found.LocalSize, found.MaxStackSize,
            type == 4 ? Text(found.Program) : null, found.AllocatesBasePointer != 0);
    }

    string OriginName(uint id)
    {
        OldOrigin(id, out var name);
        return name;
    }

    uint? OldOrigin(uint id, out string name)
    {
        var text = FindName(_header.Origins, id);
        if ((_header.Flags & SymbolCacheHeader.OldInlineSyntaxFlag) != 0 &&
            SymReader.SplitOldOrigin(text, out var file, out var rest))
        {
            name = Decode(rest);
            return file;
        }

        // An inlined call without a name is still a call: the frames around it would be wrong without it.
        name = text.IsEmpty ? "<unknown>" : Decode(text);
        return null;
    }

    string? FileName(uint? id) =>
        id is { } known && FindName(_header.Files, known) is { IsEmpty: false } name ? Decode(name) : null;

    static int? LineNumber(uint? line) => line <= int.MaxValue ? (int)line : null;

    ReadOnlySpan<byte> FindName(TableRef table, uint id)
    {
        var names = Table<NameEntry>(table);
        var index = SortedTable.LastAtOrBelow(names, id);
        return index >= 0 && names[index].Id == id ? _mapping.Text(names[index].Name) : default;
    }

    ReadOnlySpan<T> Table<T>(TableRef table)
        where T : unmanaged => _mapping.Table<T>(table);

    string Text(TextRef text)
    {
        var decoded = Decode(_mapping.Text(text));
        GC.KeepAlive(_mapping);
        return decoded;
    }

    string Text(TableRef text) => Text(new TextRef { Offset = text.Offset, Length = text.Count });

    /// <summary>Breakpad shows a NUL inside a line as an underscore; a terminal or a page would show nothing or worse.</summary>
    static string Decode(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text).Replace('\0', '_');
}
