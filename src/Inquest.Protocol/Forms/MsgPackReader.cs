using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Inquest.Protocol.Forms;

/// <summary>msgpack → JSON, bounded in depth and in elements; the form in which native SDKs leave events for a handler.</summary>
/// <remarks>
/// One byte of type, big-endian. 00–7f and e0–ff small integers, 80–8f maps, 90–9f arrays, a0–bf strings, c0 nil,
/// c2 c3 booleans, c4–c6 binary, c7–c9 d4–d8 extensions, ca cb floats, cc–d3 integers, d9–db strings, dc dd arrays,
/// de df maps. Binary and extensions become null; keys that are no strings become their text.
/// Example: <c>81 a1 61 01</c> is <c>{"a":1}</c>.
/// </remarks>
ref struct MsgPackReader
{
    readonly ReadOnlySpan<byte> _bytes;
    readonly int _maxDepth;
    readonly Utf8JsonWriter _writer;
    int _elementsLeft;
    int _position;
    bool _ok;

    MsgPackReader(ReadOnlySpan<byte> bytes, ProtocolLimits limits, Utf8JsonWriter writer)
    {
        _bytes = bytes;
        _maxDepth = limits.MaxJsonDepth;
        _elementsLeft = limits.MaxMsgPackElements;
        _writer = writer;
        _position = 0;
        _ok = true;
    }

    /// <summary>One document; false when it is damaged or beyond the limits.</summary>
    public static bool TryToJson(ReadOnlySpan<byte> bytes, ProtocolLimits limits, out byte[] json)
    {
        var buffer = new ArrayBufferWriter<byte>(bytes.Length + 64);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        var reader = new MsgPackReader(bytes, limits, writer);
        reader.Value(0);
        writer.Flush();
        json = reader._ok ? buffer.WrittenSpan.ToArray() : [];
        return reader._ok;
    }

    /// <summary>Documents one after the other → a JSON array; what precedes damage is kept.</summary>
    public static byte[] StreamToJson(ReadOnlySpan<byte> bytes, ProtocolLimits limits, out bool complete)
    {
        var buffer = new ArrayBufferWriter<byte>(bytes.Length + 64);
        buffer.Write("["u8);
        var first = true;
        complete = true;
        var left = limits.MaxMsgPackElements;
        while (!bytes.IsEmpty)
        {
            var one = new ArrayBufferWriter<byte>(256);
            using var writer = new Utf8JsonWriter(one, new JsonWriterOptions { SkipValidation = true });
            var reader = new MsgPackReader(bytes, limits, writer) { _elementsLeft = left };
            reader.Value(0);
            writer.Flush();
            if (!reader._ok)
            {
                complete = false;
                break;
            }

            buffer.Write(first ? ""u8 : ","u8);
            buffer.Write(one.WrittenSpan);
            first = false;
            left = reader._elementsLeft;
            bytes = bytes[reader._position..];
        }

        buffer.Write("]"u8);
        return buffer.WrittenSpan.ToArray();
    }

    void Value(int depth)
    {
        if (--_elementsLeft < 0 || depth > _maxDepth)
        {
            _ok = false;
        }

        var type = U8();
        if (!_ok)
        {
            return;
        }

        switch (type)
        {
            case <= 0x7f:
                _writer.WriteNumberValue(type);
                break;
            case >= 0xe0:
                _writer.WriteNumberValue((sbyte)type);
                break;
            case <= 0x8f:
                Map(type & 0x0fu, depth);
                break;
            case <= 0x9f:
                Array(type & 0x0fu, depth);
                break;
            case <= 0xbf:
                String(type & 0x1fu);
                break;
            case 0xc2 or 0xc3:
                _writer.WriteBooleanValue(type == 0xc3);
                break;
            case 0xca:
                Real(BitConverter.UInt32BitsToSingle((uint)Big(4)));
                break;
            case 0xcb:
                Real(BitConverter.UInt64BitsToDouble(Big(8)));
                break;
            case >= 0xcc and <= 0xcf:
                _writer.WriteNumberValue(Big(1 << (type - 0xcc)));
                break;
            case >= 0xd0 and <= 0xd3:
                _writer.WriteNumberValue(Signed(1 << (type - 0xd0)));
                break;
            case >= 0xd9 and <= 0xdb:
                String((uint)Big(1 << (type - 0xd9)));
                break;
            case 0xdc or 0xdd:
                Array((uint)Big(type == 0xdc ? 2 : 4), depth);
                break;
            case 0xde or 0xdf:
                Map((uint)Big(type == 0xde ? 2 : 4), depth);
                break;
            default:
                Opaque(type);
                break;
        }
    }

    void Map(uint count, int depth)
    {
        // A pair takes at least two bytes, so that a lying count ends here and not in memory.
        if (!_ok || count > (uint)(_bytes.Length - _position) / 2)
        {
            _ok = false;
            return;
        }

        _writer.WriteStartObject();
        for (var i = 0u; i < count && _ok; i++)
        {
            _writer.WritePropertyName(Key());
            Value(depth + 1);
        }

        _writer.WriteEndObject();
    }

    void Array(uint count, int depth)
    {
        if (!_ok || count > (uint)(_bytes.Length - _position))
        {
            _ok = false;
            return;
        }

        _writer.WriteStartArray();
        for (var i = 0u; i < count && _ok; i++)
        {
            Value(depth + 1);
        }

        _writer.WriteEndArray();
    }

    string Key()
    {
        var type = U8();
        switch (type)
        {
            case <= 0x7f:
                return type.ToString(CultureInfo.InvariantCulture);
            case >= 0xa0 and <= 0xbf:
                return Encoding.UTF8.GetString(Take(type & 0x1fu));
            case >= 0xd9 and <= 0xdb:
                return Encoding.UTF8.GetString(Take((uint)Big(1 << (type - 0xd9))));
            case >= 0xcc and <= 0xcf:
                return Big(1 << (type - 0xcc)).ToString(CultureInfo.InvariantCulture);
            default:
                _ok = false;
                return "";
        }
    }

    void String(uint length)
    {
        var bytes = Take(length);
        if (_ok)
        {
            _writer.WriteStringValue(Encoding.UTF8.GetString(bytes));
        }
    }

    void Opaque(byte type)
    {
        var length = type switch
        {
            0xc4 or 0xc5 or 0xc6 => (uint)Big(1 << (type - 0xc4)),
            0xc7 or 0xc8 or 0xc9 => (uint)Math.Min(Big(1 << (type - 0xc7)) + 1, uint.MaxValue),
            >= 0xd4 and <= 0xd8 => (1u << (type - 0xd4)) + 1,
            _ => 0u,
        };
        Take(length);
        _writer.WriteNullValue();
    }

    void Real(double value)
    {
        if (double.IsFinite(value))
        {
            _writer.WriteNumberValue(value);
        }
        else
        {
            _writer.WriteNullValue();
        }
    }

    long Signed(int size)
    {
        var shift = 64 - (size * 8);
        return (long)(Big(size) << shift) >> shift;
    }

    ulong Big(int size)
    {
        var bytes = Take((uint)size);
        return !_ok ? 0 : size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    byte U8() => Take(1) is [var value] ? value : (byte)0;

    ReadOnlySpan<byte> Take(uint count)
    {
        if (!_ok || count > (uint)(_bytes.Length - _position))
        {
            _ok = false;
            return default;
        }

        var taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }
}
