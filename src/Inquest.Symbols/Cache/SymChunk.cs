using System.Runtime.InteropServices;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>
/// What one piece of a symbol file becomes. The bulk (lines, inlines, CFI deltas, text) goes to the cache file at once;
/// the tables that must be sorted over the whole file stay in memory, with offsets that count from the piece's place.
/// </summary>
sealed class SymChunk(SymbolLimits limits)
{
    readonly List<LineEntry> _lines = [];
    readonly List<InlineEntry> _inlines = [];
    readonly List<CfiDeltaEntry> _deltas = [];
    readonly TextPool _text = new();

    public SymTables Tables { get; private set; } = new();

    /// <summary>Reads a piece, after <see cref="Clear"/> of the one before.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        var sink = new SymChunkSink(this);
        Tables.LineCount = SymReader.Read(text, ref sink);
        Finish();
    }

    /// <summary>Ends the function and the CFI records being read.</summary>
    public void Finish()
    {
        FinishFunction();
        FinishCfi();
    }

    public void Clear()
    {
        _lines.Clear();
        _inlines.Clear();
        _deltas.Clear();
        _text.Clear();
        Tables = new SymTables();
    }

    /// <summary>Bytes that <see cref="WriteBulk"/> writes.</summary>
    public long BulkBytes => LinesBytes.Length + InlinesBytes.Length + DeltasBytes.Length + (long)_text.Bytes.Length;

    /// <summary>Writes the bulk at an offset and makes the tables' offsets count from the file's start.</summary>
    public void WriteBulk(Microsoft.Win32.SafeHandles.SafeFileHandle file, uint offset)
    {
        RandomAccess.Write(file, LinesBytes, offset);
        var inlines = offset + (uint)LinesBytes.Length;
        RandomAccess.Write(file, InlinesBytes, inlines);
        var deltas = inlines + (uint)InlinesBytes.Length;
        var text = deltas + (uint)DeltasBytes.Length;
        foreach (ref var delta in CollectionsMarshal.AsSpan(_deltas))
        {
            delta.Rules.Offset += text;
        }

        RandomAccess.Write(file, DeltasBytes, deltas);
        RandomAccess.Write(file, _text.Bytes, text);
        Tables.Place(offset, inlines, deltas, text);
    }

    public void BeginFunction(SymFunc func, ReadOnlySpan<byte> name)
    {
        FinishFunction();
        FinishCfi();
        Tables.Functions.Add(new FunctionEntry
        {
            Start = func.Address,
            Stop = EndOf(func.Address, func.Size),
            Entry = func.Address,
            Name = _text.Add(name),
            ParameterSize = func.ParameterSize,
            Lines = new TableRef { Offset = (uint)_lines.Count },
            Inlines = new TableRef { Offset = (uint)_inlines.Count },
        });
    }

    public void AddLine(SymLine line)
    {
        if (TryRelate(line.Address, line.Size, out var start, out var stop))
        {
            Tables.HasLines = true;
            _lines.Add(new LineEntry { Start = start, Stop = stop, Line = line.Line, File = line.File });
        }
    }

    public void AddInline(SymInline inline, ulong address, ulong size)
    {
        Tables.HasOldInlines |= inline.IsOldSyntax;
        if (TryRelate(address, size, out var start, out var stop))
        {
            _inlines.Add(new InlineEntry
            {
                Start = start,
                Stop = stop,
                Depth = inline.Depth,
                CallLine = inline.CallLine,
                CallFile = inline.CallFile,
                Origin = inline.Origin,
            });
        }
    }

    public void AddPublic(SymPublic symbol, ReadOnlySpan<byte> name)
    {
        // Dumps of ntdll.pdb give address 0 to symbols whose place is unknown (_CIlog), Mach-O ones to the file's header
        // (_mh_execute_header). Kept, it would name every address before the first function.
        if (symbol.Address != 0)
        {
            Tables.Publics.Add(new PublicEntry
            {
                Address = symbol.Address,
                ParameterSize = symbol.ParameterSize,
                Name = _text.Add(name),
            });
        }
    }

    public void AddName(List<NameEntry> table, uint id, ReadOnlySpan<byte> name) =>
        table.Add(new NameEntry { Id = id, Name = _text.Add(name) });

    public void AddStackWin(SymStackWin record, ReadOnlySpan<byte> program)
    {
        // Types 1 to 3 describe traps, task gates and code with a frame pointer: nothing unwinds by them.
        if (record.Type is not (0 or 4) || record.CodeSize == 0)
        {
            return;
        }

        (record.Type == 4 ? Tables.FrameData : Tables.Fpo).Add(new StackWinEntry
        {
            Start = record.Address,
            Stop = EndOf(record.Address, record.CodeSize),
            Rva = record.Address,
            CodeSize = record.CodeSize,
            PrologSize = record.PrologSize,
            EpilogSize = record.EpilogSize,
            ParameterSize = record.ParameterSize,
            SavedRegisterSize = record.SavedRegisterSize,
            LocalSize = record.LocalSize,
            MaxStackSize = record.MaxStackSize,
            AllocatesBasePointer = record.AllocatesBasePointer ? 1u : 0,
            Program = _text.AddShared(program),
        });
    }

    public void BeginCfi(ulong address, ulong size, ReadOnlySpan<byte> rules)
    {
        FinishCfi();
        Tables.Cfi.Add(new CfiEntry
        {
            Start = address,
            Stop = EndOf(address, size),
            InitAddress = address,
            InitSize = size,
            Rules = _text.AddShared(rules),
            Deltas = new TableRef { Offset = (uint)_deltas.Count },
        });
    }

    /// <summary>A delta outside of its INIT record's range never comes into force.</summary>
    public void AddCfiDelta(ulong address, ReadOnlySpan<byte> rules)
    {
        ref readonly var init = ref CollectionsMarshal.AsSpan(Tables.Cfi)[^1];
        var offset = address - init.InitAddress;
        if (address >= init.InitAddress && address < init.Stop && offset <= uint.MaxValue)
        {
            _deltas.Add(new CfiDeltaEntry { Offset = (uint)offset, Rules = _text.AddShared(rules) });
        }
    }

    public void AddModule(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name)
    {
        if (Tables.Module.Length == 0)
        {
            Tables.Module = [.. os, (byte)' ', .. cpu, (byte)' ', .. debugId, (byte)' ', .. name];
        }
    }

    public void AddInfo(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Tables.HasInfo = true;
        if (Tables.Info.Count + key.Length + value.Length + 2 <= limits.InfoBytesMax)
        {
            Tables.Info.AddRange([.. key, (byte)' ', .. value, (byte)'\n']);
        }
    }

    ReadOnlySpan<byte> LinesBytes => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_lines));

    ReadOnlySpan<byte> InlinesBytes => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_inlines));

    ReadOnlySpan<byte> DeltasBytes => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_deltas));

    /// <summary>Where a range lies in the function being read; false when none of it does.</summary>
    bool TryRelate(ulong address, ulong size, out uint start, out uint stop)
    {
        ref readonly var function = ref CollectionsMarshal.AsSpan(Tables.Functions)[^1];
        var first = Math.Max(address, function.Entry);
        var end = Math.Min(EndOf(address, size), function.Stop);
        start = (uint)(first - function.Entry);
        stop = (uint)Math.Min(end - function.Entry, uint.MaxValue);
        return first < end && first - function.Entry < uint.MaxValue;
    }

    void FinishFunction()
    {
        if (Tables.Functions.Count == 0)
        {
            return;
        }

        ref var function = ref CollectionsMarshal.AsSpan(Tables.Functions)[^1];
        var lines = CollectionsMarshal.AsSpan(_lines)[(int)function.Lines.Offset..];
        SortedTable.Sort(lines);
        function.Lines.Count = (uint)SortedTable.LetLowerWin(lines);
        CollectionsMarshal.SetCount(_lines, (int)(function.Lines.Offset + function.Lines.Count));
        var inlines = CollectionsMarshal.AsSpan(_inlines)[(int)function.Inlines.Offset..];
        SortedTable.Sort(inlines);
        function.Inlines.Count = (uint)inlines.Length;
    }

    void FinishCfi()
    {
        if (Tables.Cfi.Count == 0)
        {
            return;
        }

        ref var init = ref CollectionsMarshal.AsSpan(Tables.Cfi)[^1];
        var deltas = CollectionsMarshal.AsSpan(_deltas)[(int)init.Deltas.Offset..];
        SortedTable.Sort(deltas);
        init.Deltas.Count = (uint)deltas.Length;
    }

    static ulong EndOf(ulong address, ulong size) => address + Math.Min(size, ulong.MaxValue - address);
}
