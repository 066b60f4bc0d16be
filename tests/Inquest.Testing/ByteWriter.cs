using System.Text;

namespace Inquest.Testing;

/// <summary>Grows a byte array in either byte order, for files that tests make up.</summary>
public sealed class ByteWriter(bool bigEndian = false)
{
    readonly List<byte> _bytes = [];

    public bool BigEndian { get; } = bigEndian;

    public int Length => _bytes.Count;

    public ByteWriter U8(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public ByteWriter U16(ushort value) => Number(value, 2);

    public ByteWriter U32(uint value) => Number(value, 4);

    public ByteWriter U64(ulong value) => Number(value, 8);

    public ByteWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public ByteWriter Zeros(int count) => Bytes(new byte[count]);

    /// <summary>UTF-16 in this writer's byte order, without a length or a terminator.</summary>
    public ByteWriter Utf16(string text) => Bytes((BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(text));

    /// <summary>UTF-16 in a field of <paramref name="units"/> units, filled up with zeros.</summary>
    public ByteWriter Utf16Field(string text, int units) => Utf16(text).Zeros((units - text.Length) * 2);

    public ByteWriter Align(int alignment) => Zeros((alignment - (Length % alignment)) % alignment);

    /// <summary>Overwrites bytes that are there already.</summary>
    public void Patch(int offset, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _bytes[offset + i] = bytes[i];
        }
    }

    public byte[] ToArray() => [.. _bytes];

    ByteWriter Number(ulong value, int size)
    {
        for (var i = 0; i < size; i++)
        {
            _bytes.Add((byte)(value >> (8 * (BigEndian ? size - 1 - i : i))));
        }

        return this;
    }
}
