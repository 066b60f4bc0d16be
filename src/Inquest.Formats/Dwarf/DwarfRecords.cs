namespace Inquest.Formats.Dwarf;

/// <summary>What one thread read: functions with their lines and inlined calls, which point into the lists beside them.</summary>
/// <remarks>A thread of its own writes it; it is read when that is done.</remarks>
public sealed class DwarfRecords
{
    public ChunkedList<DwarfFunctionRecord> Functions { get; } = new();

    public ChunkedList<DwarfLineRecord> Lines { get; } = new();

    public ChunkedList<DwarfInlineRecord> Inlines { get; } = new();

    public ChunkedList<DwarfInlineRange> Ranges { get; } = new();

    /// <summary>Code that has lines and that no function of its unit covers: assembly, thunks, and the padding between functions.</summary>
    public ChunkedList<DwarfLooseCode> Loose { get; } = new();
}

/// <summary>Addresses as linked, and the number of the unit that has their lines.</summary>
public readonly record struct DwarfLooseCode(DwarfRange Range, int Unit);

/// <summary>One range of code of a function, as linked. A function with a part moved away has several.</summary>
public struct DwarfFunctionRecord
{
    public ulong Start { get; set; }

    public ulong End { get; set; }

    /// <summary>In <see cref="DwarfFile.Names"/>.</summary>
    public int Name { get; set; }

    /// <summary>Which unit it comes from.</summary>
    public int Unit { get; set; }

    public int FirstLine { get; set; }

    public int LineCount { get; set; }

    public int FirstInline { get; set; }

    public int InlineCount { get; set; }
}

/// <summary>Bytes of code of one line; the offset counts from the start of the function record.</summary>
public struct DwarfLineRecord
{
    public uint Offset { get; set; }

    public uint Size { get; set; }

    public uint Line { get; set; }

    /// <summary>In <see cref="DwarfFile.Paths"/>.</summary>
    public int File { get; set; }
}

/// <summary>An inlined call; callers stand before what is inlined in them.</summary>
public struct DwarfInlineRecord
{
    /// <summary>0 for a call in the function's own body.</summary>
    public int Depth { get; set; }

    /// <summary>In <see cref="DwarfFile.Names"/>: what was inlined.</summary>
    public int Name { get; set; }

    /// <summary>In <see cref="DwarfFile.Paths"/>: where the call is written.</summary>
    public int CallFile { get; set; }

    public uint CallLine { get; set; }

    public int FirstRange { get; set; }

    public int RangeCount { get; set; }
}

/// <summary>Code of an inlined call; the offset counts from the start of the function record.</summary>
public struct DwarfInlineRange
{
    public uint Offset { get; set; }

    public uint Size { get; set; }
}
