using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>The container of a PDB: a file of numbered streams, each made of blocks (MSF 7.00).</summary>
/// <remarks>
/// Layout of block 0: 32 bytes of magic, then u32 each: block size, which of two free maps is in use, count of blocks, size of the
/// stream directory in bytes, unused, number of the block that lists the directory's blocks. The directory: stream count u32, the
/// size of each stream u32 (0xFFFFFFFF for none), then the block numbers of all streams one after the other. No size is believed:
/// a stream ends where the directory has no more blocks for it.
/// </remarks>
public sealed class MsfFile
{
    const uint NoStream = 0xFFFF_FFFF;

    readonly FileBytes _bytes;
    readonly List<(long Size, int FirstBlock)> _streams = [];
    ReadOnlyMemory<byte> _blockNumbers;
    int _blockSize;

    MsfFile(FileBytes bytes) => _bytes = bytes;

    public int StreamCount => _streams.Count;

    public static bool IsMsf(ReadOnlySpan<byte> head) => head.StartsWith("Microsoft C/C++ MSF 7.00\r\n\u001ADS\0\0\0"u8);

    public static PdbError TryOpen(FileBytes bytes, PdbLimits limits, out MsfFile? file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        var candidate = new MsfFile(bytes);
        var error = candidate.ReadDirectory(limits);
        file = error == PdbError.None ? candidate : null;
        return error;
    }

    /// <summary>Null when there is no such stream.</summary>
    public MsfStream? Open(int index)
    {
        if ((uint)index >= (uint)_streams.Count || _streams[index].Size < 0)
        {
            return null;
        }

        var (size, firstBlock) = _streams[index];
        var wanted = (int)((size + _blockSize - 1) / _blockSize);
        var numbers = _blockNumbers.Slice(firstBlock * 4, Math.Min(wanted * 4, _blockNumbers.Length - (firstBlock * 4)));
        return new MsfStream(_bytes, numbers, _blockSize, Math.Min(size, (long)(numbers.Length / 4) * _blockSize));
    }

    PdbError ReadDirectory(PdbLimits limits)
    {
        var head = _bytes.Slice(0, 56).Span;
        if (head.IsEmpty)
        {
            return PdbError.Empty;
        }

        if (head.StartsWith("Microsoft C/C++ program database 2.00"u8))
        {
            return PdbError.OldContainer;
        }

        if (!IsMsf(head))
        {
            return PdbError.NotPdb;
        }

        var reader = new ByteReader(head) { Position = 32 };
        var blockSize = reader.U32();
        reader.Skip(8);
        var directorySize = reader.U32();
        reader.Skip(4);
        ulong mapBlock = reader.U32();
        if (!reader.Ok)
        {
            return PdbError.Truncated;
        }

        if (blockSize is < 512 or > 65_536 || !uint.IsPow2(blockSize) || directorySize < 4 || directorySize > (uint)limits.DirectorySizeMax)
        {
            return PdbError.BadDirectory;
        }

        _blockSize = (int)blockSize;
        var directoryBlocks = (directorySize + blockSize - 1) / blockSize;
        var map = _bytes.Slice(mapBlock * blockSize, directoryBlocks * 4);
        if (map.Length < directoryBlocks * 4)
        {
            return PdbError.Truncated;
        }

        var directory = new MsfStream(_bytes, map, _blockSize, directorySize).Read(0, directorySize);
        return directory.Length < directorySize ? PdbError.Truncated : ReadStreams(directory, limits);
    }

    PdbError ReadStreams(ReadOnlyMemory<byte> directory, PdbLimits limits)
    {
        var span = directory.Span;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(span);
        if (count > (uint)limits.StreamCountMax || count > (span.Length - 4) / 4)
        {
            return PdbError.BadDirectory;
        }

        _blockNumbers = directory[(int)(4 + (count * 4))..];
        long nextBlock = 0;
        for (var i = 0; i < count; i++)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(span[(4 + (i * 4))..]);
            if (size == NoStream)
            {
                _streams.Add((-1, 0));
                continue;
            }

            // Streams behind the last block that the directory lists are empty rather than overlapping.
            var available = _blockNumbers.Length / 4;
            _streams.Add(nextBlock > available ? (0, available) : (size, (int)nextBlock));
            nextBlock += (size + (uint)_blockSize - 1) / (uint)_blockSize;
        }

        return PdbError.None;
    }
}
