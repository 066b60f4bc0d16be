using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>Records of types (stream 2) or ids (stream 4) by number. Not for use by several threads at once.</summary>
/// <remarks>
/// Layout: version u32, header size u32, first number u32, number behind the last u32, size of the records u32, stream of hashes u16,
/// and where in it the table lies that tells offsets of every so many records (at 40 and 44). Records: size u16 without itself, then
/// kind u16. Without that table the stream is walked once and an offset kept every 256 records.
/// </remarks>
public sealed class PdbTypeStream
{
    const int RecordsBetweenMarks = 256;

    readonly MsfStream _stream;
    readonly long _start;
    readonly long _size;
    readonly uint _first;
    readonly uint _end;
    readonly List<(uint Number, uint Offset)> _marks = [];
    ReadOnlyMemory<byte> _window;
    readonly int _gapMax;
    long _stepsLeft;
    long _windowStart = -1;

    PdbTypeStream(MsfStream stream, ByteReader header, PdbLimits limits)
    {
        _stream = stream;
        _stepsLeft = limits.TypeStepCountMax;
        _gapMax = limits.TypeGapMax;
        header.Position = 4;
        _start = header.U32();
        _first = header.U32();
        _end = header.U32();
        _size = Math.Min(header.U32(), Math.Max(0, stream.Length - _start));
    }

    internal static PdbTypeStream? Open(MsfFile file, int index, PdbLimits limits)
    {
        if (file.Open(index) is not { } stream)
        {
            return null;
        }

        var header = stream.Read(0, 56);
        if (header.Length < 56)
        {
            return null;
        }

        var types = new PdbTypeStream(stream, new ByteReader(header.Span), limits);
        types.ReadMarks(file, header.Span);
        return types;
    }

    /// <summary>A record from its kind on; empty when there is none of that number.</summary>
    /// <remarks>The span is good until the next call.</remarks>
    public ReadOnlySpan<byte> Record(uint number)
    {
        if (number < _first || number >= _end || _marks.Count == 0)
        {
            return default;
        }

        var (at, offset) = Mark(number);
        for (; _stepsLeft > 0; at++, _stepsLeft--)
        {
            var size = Size(offset);
            if (size < 2)
            {
                return default;
            }

            if (at == number)
            {
                return Window(offset + 2, size);
            }

            offset += size + 2U;
        }

        return default;
    }

    (uint Number, uint Offset) Mark(uint number)
    {
        var (low, high) = (0, _marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _marks[middle].Number <= number ? (middle + 1, high) : (low, middle);
        }

        return _marks[Math.Max(low - 1, 0)];
    }

    void ReadMarks(MsfFile file, ReadOnlySpan<byte> header)
    {
        var hashes = file.Open(BinaryPrimitives.ReadUInt16LittleEndian(header[20..]));
        var table = hashes?.Read(BinaryPrimitives.ReadUInt32LittleEndian(header[40..]), BinaryPrimitives.ReadUInt32LittleEndian(header[44..]));
        var bytes = table.GetValueOrDefault().Span;
        var last = (Number: 0U, Offset: 0U);
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var mark = (Number: BinaryPrimitives.ReadUInt32LittleEndian(bytes), Offset: BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            // Tables that jump about or leave long gaps are not believed: a look-up would walk the stream each time.
            var isNext = _marks.Count == 0
                ? mark.Number == _first && mark.Offset == 0
                : mark.Number > last.Number && mark.Offset > last.Offset && mark.Offset - last.Offset <= _gapMax;
            if (!isNext)
            {
                _marks.Clear();
                break;
            }

            _marks.Add(mark);
            last = mark;
        }

        if (_marks.Count == 0 || _size - last.Offset > _gapMax)
        {
            Walk();
        }
    }

    void Walk()
    {
        _marks.Clear();
        uint offset = 0;
        for (var number = _first; number < _end; number++)
        {
            if ((number - _first) % RecordsBetweenMarks == 0)
            {
                _marks.Add((number, offset));
            }

            var size = Size(offset);
            if (size < 2)
            {
                return;
            }

            offset += size + 2U;
        }
    }

    // Zero when the offset is outside.
    ushort Size(uint offset)
    {
        var bytes = Window(offset, 2);
        return bytes.Length < 2 ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    ReadOnlySpan<byte> Window(uint offset, int count)
    {
        if (offset + (long)count > _size)
        {
            return default;
        }

        if (_windowStart < 0 || offset < _windowStart || offset + count > _windowStart + _window.Length)
        {
            // Blocks are mostly of 4 KiB, and views of few consecutive ones need no copy.
            _windowStart = offset & ~0xFFFL;
            _window = _stream.Read(_start + _windowStart, Math.Min(_size - _windowStart, Math.Max(0x4000, offset - _windowStart + count)));
            if (offset + count > _windowStart + _window.Length)
            {
                return default;
            }
        }

        return _window.Span.Slice((int)(offset - _windowStart), count);
    }
}
