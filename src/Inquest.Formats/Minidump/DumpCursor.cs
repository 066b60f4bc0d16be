using System.Buffers.Binary;

namespace Inquest.Formats.Minidump;

/// <summary>A bounds-checked cursor over untrusted bytes of either byte order. It never throws and never allocates.</summary>
/// <remarks>
/// Failure is sticky: after the first short read every value is zero and <see cref="Ok"/> is false, so a caller reads a
/// whole structure and checks once.
/// </remarks>
ref struct DumpCursor(ReadOnlySpan<byte> bytes, bool bigEndian)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    readonly bool _bigEndian = bigEndian;
    int _position;

    public bool Ok { get; private set; } = true;

    public readonly int Remaining => _bytes.Length - _position;

    public byte U8() => Take(1) is { Length: 1 } b ? b[0] : (byte)0;

    public ushort U16()
    {
        var b = Take(sizeof(ushort));
        return b.IsEmpty ? (ushort)0
            : _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(b) : BinaryPrimitives.ReadUInt16LittleEndian(b);
    }

    public uint U32()
    {
        var b = Take(sizeof(uint));
        return b.IsEmpty ? 0
            : _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(b) : BinaryPrimitives.ReadUInt32LittleEndian(b);
    }

    public ulong U64()
    {
        var b = Take(sizeof(ulong));
        return b.IsEmpty ? 0
            : _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(b) : BinaryPrimitives.ReadUInt64LittleEndian(b);
    }

    /// <summary>MINIDUMP_LOCATION_DESCRIPTOR: size, then offset.</summary>
    public MinidumpLocation Location()
    {
        var size = U32();
        return new MinidumpLocation(U32(), size);
    }

    /// <summary>A GUID in the file's byte order: the first three groups are numbers, the last eight bytes are bytes.</summary>
    public Guid Guid()
    {
        var b = Take(16);
        return b.IsEmpty ? System.Guid.Empty : new Guid(b, _bigEndian);
    }

    public void Skip(int count) => Take(count);

    /// <summary>The next <paramref name="count"/> bytes, or none when fewer are left.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        // Compare against what remains rather than adding: `_position + count` can overflow for hostile counts.
        if (!Ok || count < 0 || count > _bytes.Length - _position)
        {
            Ok = false;
            return default;
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>Everything that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Take(Remaining);
}
