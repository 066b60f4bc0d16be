using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>The C13 line information of a module: lines, files, what was inlined, and references between modules.</summary>
/// <remarks>
/// Subsections (cvinfo.h, DEBUG_S_SUBSECTION_TYPE): kind u32, size u32, content, padded to four bytes; kinds with the highest bit are to
/// be ignored. Lines: offset u32, section u16, flags u16 (1: columns follow), code size u32, then blocks: file u32, line count u32, block
/// size u32, and lines of two words: offset in the code, and line (24 bits) with length and statement flag.
/// </remarks>
public sealed class PdbModuleLines
{
    const uint HiddenLineFirst = 0xF0_0000;

    readonly List<PdbLineRow> _rows = [];
    readonly Dictionary<uint, (uint File, uint Line)> _inlinees = [];
    readonly Dictionary<uint, uint> _exports = [];
    readonly List<(uint ModuleName, ReadOnlyMemory<byte> Ids)> _imports = [];
    ReadOnlyMemory<byte> _checksums;
    bool _isSorted;

    PdbModuleLines()
    {
    }

    public static PdbModuleLines Read(ReadOnlyMemory<byte> stream, PdbModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var lines = new PdbModuleLines();
        var start = (ulong)module.SymbolSize + module.OldLineSize;
        if (start < (ulong)stream.Length)
        {
            lines.ReadSubsections(stream.Slice((int)start, (int)Math.Min(module.LineSize, (ulong)stream.Length - start)));
        }

        return lines;
    }

    /// <summary>How many rows there are.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Where a file's name lies in the string table, or null.</summary>
    public uint? FileName(uint file) =>
        file <= _checksums.Length - 4 ? BinaryPrimitives.ReadUInt32LittleEndian(_checksums.Span[(int)file..]) : null;

    /// <summary>Names of all files in the string table.</summary>
    public IEnumerable<uint> FileNames()
    {
        for (var offset = 0; offset + 6 <= _checksums.Length; offset += (6 + _checksums.Span[offset + 4] + 3) & ~3)
        {
            yield return BinaryPrimitives.ReadUInt32LittleEndian(_checksums.Span[offset..]);
        }
    }

    /// <summary>The file and line that an inlined function starts at.</summary>
    public (uint File, uint Line)? Inlinee(uint id) => _inlinees.TryGetValue(id, out var found) ? found : null;

    /// <summary>Ids that the module gives to others: its own number and the one for all modules.</summary>
    public IReadOnlyDictionary<uint, uint> Exports => _exports;

    /// <summary>What an id of another module stands for: that module's name in the string table and its number there.</summary>
    /// <param name="reference">Bit 31 set, then 11 bits of module and 20 bits of position in its list.</param>
    public (uint ModuleName, uint LocalId)? Import(uint reference)
    {
        var module = (int)((reference >> 20) & 0x7FF);
        var index = (int)(reference & 0xF_FFFF);
        return module < _imports.Count && (index * 4) + 4 <= _imports[module].Ids.Length
            ? (_imports[module].ModuleName, BinaryPrimitives.ReadUInt32LittleEndian(_imports[module].Ids.Span[(index * 4)..]))
            : null;
    }

    /// <summary>Rows of a range of code, in order: the first may start before it.</summary>
    public ReadOnlySpan<PdbLineRow> Rows(int section, uint offset, uint size)
    {
        if (!_isSorted)
        {
            Sort();
        }

        var start = ((ulong)(uint)section << 32) | offset;
        var from = FirstAfter(start);
        // The row before covers the start of the range, unless it ends something.
        if (from > 0 && _rows[from - 1].Key >> 32 == (ulong)(uint)section && _rows[from - 1].Line != PdbLineRow.End)
        {
            from--;
        }

        var to = FirstAfter(start + (size == 0 ? 0 : size - 1));
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows)[from..Math.Max(from, to)];
    }

    int FirstAfter(ulong key)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _rows[middle].Key <= key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // By address; the end of one contribution before the start of the next; of several rows at one address the last one counts.
    void Sort()
    {
        var ordered = _rows.Select((row, index) => (row, index)).ToArray();
        Array.Sort(ordered, static (a, b) => a.row.Key != b.row.Key ? a.row.Key.CompareTo(b.row.Key)
            : (a.row.Line == PdbLineRow.End) != (b.row.Line == PdbLineRow.End) ? (a.row.Line == PdbLineRow.End ? -1 : 1)
            : a.index.CompareTo(b.index));
        _rows.Clear();
        foreach (var (row, _) in ordered)
        {
            if (_rows.Count > 0 && _rows[^1].Key == row.Key)
            {
                _rows[^1] = row;
            }
            else
            {
                _rows.Add(row);
            }
        }

        _isSorted = true;
    }

    void ReadSubsections(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            var kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
            var size = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]), (uint)bytes.Length - 8);
            var content = bytes.Slice(8, (int)size);
            switch (kind)
            {
                case 0xF2:
                    ReadLines(content.Span);
                    break;
                case 0xF4:
                    // References to files are offsets in this subsection; a module has one.
                    _checksums = content;
                    break;
                case 0xF6:
                    ReadInlinees(content.Span);
                    break;
                case 0xF7:
                    ReadImports(content);
                    break;
                case 0xF8:
                    ReadExports(content.Span);
                    break;
            }

            bytes = bytes[(int)Math.Min((8L + size + 3) & ~3L, bytes.Length)..];
        }
    }

    void ReadLines(ReadOnlySpan<byte> content)
    {
        var reader = new ByteReader(content);
        var offset = reader.U32();
        var section = reader.U16();
        var hasColumns = (reader.U16() & 1) != 0;
        var codeSize = reader.U32();
        var place = (ulong)section << 32;
        while (reader.HasMore)
        {
            var file = reader.U32();
            var count = reader.U32();
            reader.U32();
            for (uint i = 0; i < count && reader.Ok; i++)
            {
                var at = reader.U32();
                var line = reader.U32() & 0xFF_FFFF;
                if (reader.Ok && at <= uint.MaxValue - offset)
                {
                    _rows.Add(new PdbLineRow(place | (offset + at), line >= HiddenLineFirst ? PdbLineRow.Hidden : line, file));
                }
            }

            reader.Skip(hasColumns ? count * 4UL : 0);
        }

        _rows.Add(new PdbLineRow(place | Math.Min((ulong)offset + codeSize, uint.MaxValue), PdbLineRow.End, 0));
    }

    void ReadInlinees(ReadOnlySpan<byte> content)
    {
        var reader = new ByteReader(content);
        var hasExtraFiles = reader.U32() == 1;
        while (reader.HasMore)
        {
            var id = reader.U32();
            var file = reader.U32();
            var line = reader.U32();
            if (hasExtraFiles)
            {
                reader.Skip(reader.U32() * 4UL);
            }

            if (reader.Ok)
            {
                _inlinees.TryAdd(id, (file, line));
            }
        }
    }

    void ReadImports(ReadOnlyMemory<byte> content)
    {
        var reader = new ByteReader(content.Span);
        while (reader.HasMore)
        {
            var name = reader.U32();
            var count = reader.U32();
            var start = reader.Position;
            reader.Skip(count * 4UL);
            if (reader.Ok)
            {
                _imports.Add((name, content[start..reader.Position]));
            }
        }
    }

    void ReadExports(ReadOnlySpan<byte> content)
    {
        var reader = new ByteReader(content);
        while (reader.HasMore)
        {
            var local = reader.U32();
            var global = reader.U32();
            if (reader.Ok)
            {
                _exports.TryAdd(local, global);
            }
        }
    }
}
