using System.Runtime.InteropServices;
using Inquest.Formats;
using Inquest.Formats.Elf;
using SharpCompress.Common;
using SharpCompress.Compressors.Xz;

namespace Inquest.Symbols.Dump;

/// <summary>.gnu_debugdata: an ELF file packed with xz that has the symbols and frame descriptions which stripping took (MiniDebugInfo).</summary>
static class MiniDebugInfo
{
    // Android's largest library unpacks to 8 MB, Fedora's to 20.
    const int UnpackedBytesMax = 256 << 20;

    /// <summary>The file inside; null when there is none or it is damaged.</summary>
    public static ElfFile? TryOpen(ElfFile elf)
    {
        var packed = elf.Contents(".gnu_debugdata");
        return packed.IsEmpty || Unpack(packed) is not { } bytes
            || ElfFile.TryOpen(new MemoryFileBytes(bytes), elf.Limits, out var inner) != ElfError.None
            || inner!.Machine != elf.Machine
                ? null
                : inner;
    }

    static byte[]? Unpack(ReadOnlyMemory<byte> packed)
    {
        try
        {
            using var content = new MemoryStream(MemoryMarshal.TryGetArray(packed, out var array) ? array.Array! : packed.ToArray(),
                array.Array is null ? 0 : array.Offset, packed.Length, writable: false);
            using var xz = new XZStream(content);
            using var plain = new MemoryStream();
            var buffer = new byte[1 << 16];
            int count;
            while ((count = xz.Read(buffer, 0, buffer.Length)) > 0)
            {
                plain.Write(buffer, 0, count);
                if (plain.Length > UnpackedBytesMax)
                {
                    return null;
                }
            }

            return plain.ToArray();
        }
        catch (Exception e) when (e is SharpCompressException or IOException or InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or NotSupportedException or NotImplementedException or OverflowException or OutOfMemoryException)
        {
            // The unpacker says by many kinds of exception that its input is damaged.
            return null;
        }
    }
}
