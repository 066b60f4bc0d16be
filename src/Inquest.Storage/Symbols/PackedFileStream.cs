using System.Buffers.Binary;
using ZstdSharp;

namespace Inquest.Storage.Symbols;

/// <summary>The content of a file that <see cref="PackedFileWriter"/> wrote. It seeks freely; one frame is unpacked at a time.</summary>
public sealed class PackedFileStream : Stream
{
    readonly FileStream _file;
    readonly Decompressor _decompressor = new();
    readonly long[] _packedStarts;
    readonly int[] _contentSizes;
    byte[] _packed = [];
    byte[] _frame = [];
    int _frameIndex = -1;
    long _position;

    PackedFileStream(FileStream file, long[] packedStarts, int[] contentSizes)
    {
        _file = file;
        _packedStarts = packedStarts;
        _contentSizes = contentSizes;
        Length = contentSizes.Length == 0
            ? 0
            : ((contentSizes.Length - 1L) * PackedFileFormat.FrameBytes) + contentSizes[^1];
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => _position = Math.Max(0, value);
    }

    /// <summary>Opens a packed file; null when it is not there.</summary>
    /// <exception cref="InvalidDataException">Its seek table is damaged.</exception>
    public static PackedFileStream? TryOpen(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            var (starts, sizes) = ReadTable(file);
            return new PackedFileStream(file, starts, sizes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var index = (int)(_position / PackedFileFormat.FrameBytes);
        Unpack(index);
        var start = (int)(_position % PackedFileFormat.FrameBytes);
        var count = Math.Min(buffer.Length, _contentSizes[index] - start);
        _frame.AsSpan(start, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    // Unpacking is work, not waiting: there is nothing to await.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _decompressor.Dispose();
        }

        base.Dispose(disposing);
    }

    void Unpack(int index)
    {
        if (index == _frameIndex)
        {
            return;
        }

        var size = (int)(_packedStarts[index + 1] - _packedStarts[index]);
        if (_packed.Length < size)
        {
            _packed = new byte[size];
        }

        if (_frame.Length == 0)
        {
            _frame = new byte[PackedFileFormat.FrameBytes];
        }

        _frameIndex = -1;
        if (RandomAccess.Read(_file.SafeFileHandle, _packed.AsSpan(0, size), _packedStarts[index]) != size)
        {
            throw new InvalidDataException("The packed file ends too early.");
        }

        try
        {
            if (_decompressor.Unwrap(_packed.AsSpan(0, size), _frame) != _contentSizes[index])
            {
                throw new InvalidDataException("A frame of the packed file has another size than its table says.");
            }
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException("A frame of the packed file is damaged.", e);
        }

        _frameIndex = index;
    }

    static (long[] Starts, int[] Sizes) ReadTable(FileStream file)
    {
        Span<byte> footer = stackalloc byte[PackedFileFormat.FooterSize];
        var length = file.Length;
        if (length < footer.Length
            || RandomAccess.Read(file.SafeFileHandle, footer, length - footer.Length) != footer.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(footer[5..]) != PackedFileFormat.SeekTableMagic)
        {
            throw new InvalidDataException("The packed file has no seek table.");
        }

        var count = (long)BinaryPrimitives.ReadUInt32LittleEndian(footer);
        var tableSize = count * PackedFileFormat.EntrySize;
        var tableStart = length - footer.Length - tableSize;
        if (tableStart < PackedFileFormat.SkippableHeaderSize)
        {
            throw new InvalidDataException("The packed file's seek table is larger than the file.");
        }

        var table = new byte[tableSize];
        _ = RandomAccess.Read(file.SafeFileHandle, table, tableStart);
        var starts = new long[count + 1];
        var sizes = new int[count];
        for (var i = 0; i < count; i++)
        {
            starts[i + 1] = starts[i] + BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(i * 8));
            sizes[i] = (int)BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan((i * 8) + 4));
            // Positions are found by division: every frame but the last is full.
            if (sizes[i] is < 0 or > PackedFileFormat.FrameBytes || (i < count - 1 && sizes[i] != PackedFileFormat.FrameBytes))
            {
                throw new InvalidDataException("The packed file's seek table is damaged.");
            }
        }

        return starts[count] <= tableStart
            ? (starts, sizes)
            : throw new InvalidDataException("The packed file's seek table points outside of it.");
    }
}
