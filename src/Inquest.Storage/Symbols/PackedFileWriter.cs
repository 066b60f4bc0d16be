using System.Buffers.Binary;
using ZstdSharp;

namespace Inquest.Storage.Symbols;

/// <summary>Writes a content as zstd frames with a seek table, so that any part can be read without unpacking the rest.</summary>
public static class PackedFileWriter
{
    // Debug information shrinks to a third at 3; higher levels win a tenth and take three times as long.
    const int Level = 3;

    /// <summary>Packs all of <paramref name="content"/> into a new file and syncs it.</summary>
    /// <returns>Bytes on disk.</returns>
    /// <exception cref="IOException">The file is there already, or the disk is full.</exception>
    public static long Write(Stream content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        using var compressor = new Compressor(Level);
        var block = new byte[PackedFileFormat.FrameBytes];
        var packed = new byte[Compressor.GetCompressBound(block.Length)];
        var sizes = new List<(int Packed, int Content)>();
        int length;
        while ((length = content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0)
        {
            var size = compressor.Wrap(block.AsSpan(0, length), packed);
            file.Write(packed, 0, size);
            sizes.Add((size, length));
        }

        file.Write(Table(sizes));
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    static byte[] Table(List<(int Packed, int Content)> sizes)
    {
        var bodySize = (sizes.Count * PackedFileFormat.EntrySize) + PackedFileFormat.FooterSize;
        var table = new byte[PackedFileFormat.SkippableHeaderSize + bodySize];
        var rest = table.AsSpan();
        Add(ref rest, PackedFileFormat.SkippableMagic);
        Add(ref rest, (uint)bodySize);
        foreach (var (packed, content) in sizes)
        {
            Add(ref rest, (uint)packed);
            Add(ref rest, (uint)content);
        }

        Add(ref rest, (uint)sizes.Count);
        rest = rest[1..];
        Add(ref rest, PackedFileFormat.SeekTableMagic);
        return table;
    }

    static void Add(ref Span<byte> rest, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(rest, value);
        rest = rest[4..];
    }
}
