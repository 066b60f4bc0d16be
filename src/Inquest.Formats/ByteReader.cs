using System.Buffers.Binary;
using System.Text;

namespace Inquest.Formats;

/// <summary>A bounds-checked cursor over untrusted bytes of either byte order. It never throws.</summary>
/// <remarks>
/// Failure is sticky: after the first short read every value is zero and <see cref="Ok"/> is false, so a caller reads a
/// whole structure and checks once.
/// </remarks>
public ref struct ByteReader(ReadOnlySpan<byte> bytes, bool isBigEndian = false)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    readonly bool _isBigEndian = isBigEndian;
    int _position;
    bool _failed;

    public readonly bool Ok => !_failed;

    public readonly int Length => _bytes.Length;

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>True when there is something left and nothing has failed.</summary>
    public readonly bool HasMore => !_failed && _position < _bytes.Length;

    public readonly bool IsBigEndian => _isBigEndian;

    /// <summary>Bytes from the start; a position outside fails the reader.</summary>
    public int Position
    {
        readonly get => _position;
        set
        {
            if ((uint)value > (uint)_bytes.Length)
            {
                _failed = true;
                return;
            }

            _position = value;
        }
    }

    public void Fail() => _failed = true;

    public byte U8()
    {
        if (_failed || _position >= _bytes.Length)
        {
            _failed = true;
            return 0;
        }

        return _bytes[_position++];
    }

    public ushort U16() => Take(2) is { Length: 2 } b
        ? _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(b) : BinaryPrimitives.ReadUInt16LittleEndian(b)
        : (ushort)0;

    /// <summary>Three bytes: DW_FORM_strx3 and addrx3.</summary>
    public uint U24()
    {
        var b = Take(3);
        return b.Length != 3 ? 0 : _isBigEndian ? (uint)((b[0] << 16) | (b[1] << 8) | b[2]) : (uint)((b[2] << 16) | (b[1] << 8) | b[0]);
    }

    public uint U32() => Take(4) is { Length: 4 } b
        ? _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(b) : BinaryPrimitives.ReadUInt32LittleEndian(b)
        : 0;

    public ulong U64() => Take(8) is { Length: 8 } b
        ? _isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(b) : BinaryPrimitives.ReadUInt64LittleEndian(b)
        : 0;

    /// <summary>An unsigned value of 1, 2, 4 or 8 bytes; any other size fails.</summary>
    public ulong Unsigned(int size)
    {
        switch (size)
        {
            case 1: return U8();
            case 2: return U16();
            case 4: return U32();
            case 8: return U64();
            default:
                _failed = true;
                return 0;
        }
    }

    /// <summary>Unsigned LEB128; bits past 64 are dropped, as every producer pads only with zeros.</summary>
    public ulong Uleb()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (_failed || _position >= _bytes.Length)
            {
                _failed = true;
                return 0;
            }

            var b = _bytes[_position++];
            if (shift < 64)
            {
                value |= (ulong)(b & 0x7F) << shift;
            }

            if ((b & 0x80) == 0)
            {
                return value;
            }
        }
    }

    /// <summary>Signed LEB128.</summary>
    public long Sleb()
    {
        long value = 0;
        var shift = 0;
        while (true)
        {
            if (_failed || _position >= _bytes.Length)
            {
                _failed = true;
                return 0;
            }

            var b = _bytes[_position++];
            if (shift < 64)
            {
                value |= (long)(b & 0x7F) << shift;
            }

            shift += 7;
            if ((b & 0x80) == 0)
            {
                return shift < 64 && (b & 0x40) != 0 ? value | (-1L << shift) : value;
            }
        }
    }

    /// <summary>The bytes up to a NUL, which is skipped; without a NUL the reader fails.</summary>
    public ReadOnlySpan<byte> CString()
    {
        if (_failed)
        {
            return default;
        }

        var rest = _bytes[_position..];
        var length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            _failed = true;
            return default;
        }

        _position += length + 1;
        return rest[..length];
    }

    /// <summary>A NUL-terminated UTF-8 string; invalid bytes become U+FFFD.</summary>
    public string Text() => Encoding.UTF8.GetString(CString());

    /// <summary>Exactly <paramref name="count"/> bytes, or nothing and a failed reader.</summary>
    public ReadOnlySpan<byte> Bytes(ulong count) => Take(count > int.MaxValue ? -1 : (int)count);

    public void Skip(ulong count) => Take(count > int.MaxValue ? -1 : (int)count);

    /// <summary>Moves to the next multiple of <paramref name="alignment"/> from the start; running out is not a failure.</summary>
    public void AlignTo(int alignment) =>
        _position = (int)Math.Min(_bytes.Length, ((long)_position + alignment - 1) / alignment * alignment);

    ReadOnlySpan<byte> Take(int count)
    {
        // Compare with what remains rather than add: `_position + count` can overflow for hostile counts.
        if (_failed || count < 0 || count > _bytes.Length - _position)
        {
            _failed = true;
            return default;
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}
