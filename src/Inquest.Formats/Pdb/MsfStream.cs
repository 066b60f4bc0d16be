namespace Inquest.Formats.Pdb;

/// <summary>One stream of a multi-stream file: a list of blocks that need not lie next to each other.</summary>
public sealed class MsfStream
{
    readonly FileBytes _file;
    readonly ReadOnlyMemory<byte> _blockNumbers;
    readonly int _blockSize;

    internal MsfStream(FileBytes file, ReadOnlyMemory<byte> blockNumbers, int blockSize, long length)
    {
        _file = file;
        _blockNumbers = blockNumbers;
        _blockSize = blockSize;
        Length = length;
    }

    /// <summary>In bytes, as the directory claims; blocks outside the file cut what can be read.</summary>
    public long Length { get; }

    /// <summary>
    /// Part of the stream, cut at its end or where its blocks end. A view of the file when the blocks are consecutive, which
    /// linkers mostly manage; otherwise a copy.
    /// </summary>
    public ReadOnlyMemory<byte> Read(long offset, long count)
    {
        if (offset < 0 || offset >= Length || count <= 0)
        {
            return default;
        }

        count = Math.Min(count, Length - offset);
        var first = (int)(offset / _blockSize);
        var last = (int)((offset + count - 1) / _blockSize);
        return IsConsecutive(first, last)
            ? _file.Slice((Block(first) * (ulong)_blockSize) + ((ulong)offset % (ulong)_blockSize), (ulong)count)
            : Copy(offset, count);
    }

    public ReadOnlyMemory<byte> ReadAll(int sizeMax) => Length > sizeMax ? default : Read(0, Length);

    bool IsConsecutive(int first, int last)
    {
        var start = Block(first);
        for (var i = first + 1; i <= last; i++)
        {
            if (Block(i) != start + (ulong)(i - first))
            {
                return false;
            }
        }

        return true;
    }

    byte[] Copy(long offset, long count)
    {
        // A claim is not a reason to allocate: there cannot be more than the file has.
        var bytes = new byte[(int)Math.Min(count, _file.Length)];
        var filled = 0;
        while (filled < bytes.Length)
        {
            var at = offset + filled;
            var within = (int)(at % _blockSize);
            var wanted = Math.Min(_blockSize - within, bytes.Length - filled);
            var part = _file.Slice((Block((int)(at / _blockSize)) * (ulong)_blockSize) + (ulong)within, (ulong)wanted).Span;
            part.CopyTo(bytes.AsSpan(filled));
            filled += part.Length;
            if (part.Length < wanted)
            {
                return bytes[..filled];
            }
        }

        return bytes;
    }

    ulong Block(int index) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(_blockNumbers.Span[(index * 4)..]);
}
