using System.Buffers;

namespace Inquest.Symbols.Dump;

/// <summary>The functions of one module, packed: a large program has millions of lines, and all are kept until they are in order.</summary>
/// <remarks>
/// A function in <see cref="_data"/>, all numbers as ULEB128: type, flags (1: the type is an id), name and its length, count of inlined
/// calls (depth, inlinee, line, file, count of ranges, ranges), count of lines (gap, size, line, file). Addresses count from the function.
/// </remarks>
sealed class PdbModuleRecords
{
    readonly ArrayBufferWriter<byte> _data = new();

    public List<PdbFunctionEntry> Entries { get; } = [];

    /// <summary>Offsets in the string table of the names of files that lines refer to.</summary>
    public HashSet<uint> Files { get; } = [];

    /// <summary>Ids that the module gives to others: its own number and the one for all.</summary>
    public IReadOnlyDictionary<uint, uint> Exports { get; set; } = new Dictionary<uint, uint>();

    public int LineCount { get; private set; }

    public ReadOnlyMemory<byte> Data => _data.WrittenMemory;

    public int Position => _data.WrittenCount;

    public void Add(uint value)
    {
        var span = _data.GetSpan(5);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _data.Advance(length);
    }

    public void AddText(ReadOnlySpan<byte> text)
    {
        Add((uint)text.Length);
        _data.Write(text);
    }

    public void AddLines(List<PdbCode> lines)
    {
        Add((uint)lines.Count);
        uint at = 0;
        foreach (var line in lines)
        {
            Add(line.Start - at);
            Add(line.End - line.Start);
            Add(line.Line);
            Add(line.File);
            at = line.End;
            Files.Add(line.File);
        }

        LineCount += lines.Count;
    }

    public void AddCalls(List<PdbInlineCall> calls)
    {
        Add((uint)calls.Count);
        foreach (var call in calls)
        {
            Add((uint)call.Depth);
            Add((uint)call.Inlinee);
            Add(call.CallLine);
            Add(call.CallFile);
            Add((uint)call.Ranges.Count);
            foreach (var (start, end) in call.Ranges)
            {
                Add(start);
                Add(end - start);
            }

            Files.Add(call.CallFile);
        }
    }
}
