using System.Buffers.Binary;
using System.Text;

namespace Inquest.Capture.Minidump;

/// <summary>The little-endian bytes of a minidump as they grow; a position in it is an rva.</summary>
sealed class DumpBuffer
{
    byte[] _bytes = new byte[64 * 1024];

    /// <summary>Bytes written so far: the rva of what is written next.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void U8(byte value) => Reserve(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Zeros(int count) => Reserve(count);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>MINIDUMP_LOCATION_DESCRIPTOR: size, then rva.</summary>
    public void Location(DumpLocation location)
    {
        U32((uint)location.Size);
        U32((uint)location.Rva);
    }

    /// <summary>Puts a value in place of four bytes that were written before.</summary>
    public void PatchU32(int rva, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(rva, 4), value);

    /// <summary>MINIDUMP_STRING: size in bytes without the NUL, then UTF-16 and a NUL. Returns its rva.</summary>
    public int Text(string text)
    {
        Align(4);
        var rva = Length;
        U32((uint)(text.Length * 2));
        Encoding.Unicode.GetBytes(text, Reserve(text.Length * 2));
        U16(0);
        return rva;
    }

    /// <summary>Crashpad's MinidumpUTF8String: size in bytes without the NUL, then UTF-8 and a NUL. Returns its rva.</summary>
    public int Utf8(string text)
    {
        Align(4);
        var rva = Length;
        var bytes = Encoding.UTF8.GetBytes(text);
        U32((uint)bytes.Length);
        Bytes(bytes);
        U8(0);
        return rva;
    }

    public void Align(int alignment) => Zeros((alignment - (Length % alignment)) % alignment);

    /// <summary>Zeroed bytes at the end, to be filled in.</summary>
    public Span<byte> Reserve(int count)
    {
        if (count > _bytes.Length - Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var reserved = _bytes.AsSpan(Length, count);
        Length += count;
        return reserved;
    }
}
