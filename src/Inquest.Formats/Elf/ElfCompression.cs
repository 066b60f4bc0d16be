using System.IO.Compression;
using SharpCompress.Common;
using SharpCompress.Compressors.Xz;
using ZstdSharp;

namespace Inquest.Formats.Elf;

/// <summary>Unpacks what ELF files pack. Damage ends the output early; nothing throws.</summary>
static class ElfCompression
{
    /// <summary>Fills <paramref name="content"/> and returns how many bytes there were.</summary>
    public static unsafe int Zlib(ReadOnlyMemory<byte> packed, Span<byte> content)
    {
        using var pin = packed.Pin();
        using var stream = new UnmanagedMemoryStream((byte*)pin.Pointer, packed.Length);
        using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
        return Fill(zlib, content);
    }

    public static unsafe int Zstd(ReadOnlyMemory<byte> packed, Span<byte> content)
    {
        using var pin = packed.Pin();
        using var stream = new UnmanagedMemoryStream((byte*)pin.Pointer, packed.Length);
        using var zstd = new DecompressionStream(stream);
        return Fill(zstd, content);
    }

    /// <summary>The whole of an xz stream up to a size; null when it is damaged or larger.</summary>
    public static byte[]? Xz(ReadOnlyMemory<byte> packed, int sizeMax)
    {
        using var result = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            using var xz = new XZStream(new MemoryStream(packed.ToArray()));
            for (int count; (count = xz.Read(buffer, 0, buffer.Length)) > 0;)
            {
                if (result.Length + count > sizeMax)
                {
                    return null;
                }

                result.Write(buffer, 0, count);
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }

        return result.ToArray();
    }

    static int Fill(Stream unpacked, Span<byte> content)
    {
        var filled = 0;
        try
        {
            for (int count; filled < content.Length && (count = unpacked.Read(content[filled..])) > 0; filled += count)
            {
                // All work is in the condition.
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            // What came before the damage stands.
        }

        return filled;
    }

    // What the unpackers throw for bytes; the xz one indexes and casts before it checks.
    static bool IsDamage(Exception e) => e is InvalidDataException or IOException or ZstdException or SharpCompressException
        or IndexOutOfRangeException or ArgumentException or OverflowException or InvalidCastException or NotSupportedException
        or InvalidOperationException or NotImplementedException or NullReferenceException or OutOfMemoryException;
}
