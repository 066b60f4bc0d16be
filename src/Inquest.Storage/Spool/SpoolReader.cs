using Microsoft.Win32.SafeHandles;

namespace Inquest.Storage.Spool;

/// <summary>Reads records in order, batch by batch, never past what is durable. For one caller at a time.</summary>
/// <param name="takeLarge">Asked before a record of more than <see cref="StorageLimits.SpoolBatchBytes"/> is read into memory; what it answers is disposed with the batch.</param>
/// <param name="tailSkipped">Told of a segment that ended before its file did: its number and the bytes left out.</param>
public sealed class SpoolReader(string folder, Func<SpoolPosition> durableEnd, Action<long, long>? tailSkipped = null, Func<long, IDisposable>? takeLarge = null) : IDisposable
{
    SafeFileHandle? _open;
    long _openNumber;

    /// <summary>Reads records from <paramref name="position"/> on, about <see cref="StorageLimits.SpoolBatchBytes"/> of them.</summary>
    /// <param name="position">Moved past what was read, and on to the next segment when this one has ended.</param>
    /// <returns>Empty when there is nothing new. Dispose of it when the payloads are done with: they lie in a borrowed buffer.</returns>
    public SpoolBatch Read(ref SpoolPosition position, int recordsMax)
    {
        while (true)
        {
            var end = durableEnd();
            var batch = ReadSegment(position, end, recordsMax);
            if (batch.Count > 0)
            {
                position = batch[^1].Next;
                return batch;
            }

            if (position.Segment >= end.Segment || NextSegment(position.Segment) is not { } next)
            {
                return batch;
            }

            batch.Dispose();

            ReportTail(position);
            position = new SpoolPosition(next, SegmentFile.HeaderSize);
        }
    }

    /// <summary>Deletes the segments that end before <paramref name="position"/>. Call it after what was read is durable.</summary>
    public void DeleteBefore(SpoolPosition position)
    {
        foreach (var number in SegmentFile.List(folder))
        {
            if (number >= position.Segment)
            {
                return;
            }

            if (number == _openNumber)
            {
                Close();
            }

            File.Delete(Path.Combine(folder, SegmentFile.Name(number)));
        }
    }

    /// <summary>Bytes of segments that wait to be read or deleted.</summary>
    public long SizeOnDisk() => new DirectoryInfo(folder).EnumerateFiles("*.spool").Sum(file => file.Length);

    public void Dispose() => Close();

    SpoolBatch ReadSegment(SpoolPosition position, SpoolPosition end, int recordsMax)
    {
        var batch = new SpoolBatch(takeLarge);
        if (!Open(position.Segment))
        {
            return batch;
        }

        var offset = Math.Max(position.Offset, SegmentFile.HeaderSize);
        var limit = position.Segment == end.Segment ? end.Offset : RandomAccess.GetLength(_open!);
        if (offset >= limit)
        {
            return batch;
        }

        var bytes = ReadBytes(batch, offset, Math.Min(limit - offset, StorageLimits.SpoolBatchBytes));
        var taken = 0;
        while (batch.Count < recordsMax)
        {
            if (!SegmentFile.TryRecord(bytes.Span[taken..], out var length))
            {
                // A record larger than a batch is read by itself.
                if (batch.Count > 0 || length == 0 || limit - offset - SegmentFile.RecordHeaderSize < length
                    || bytes.Length >= length + SegmentFile.RecordHeaderSize)
                {
                    break;
                }

                bytes = ReadBytes(batch, offset, length + SegmentFile.RecordHeaderSize);
                continue;
            }

            var next = taken + SegmentFile.RecordHeaderSize + length;
            batch.Add(new SpoolEntry(
                new SpoolPosition(position.Segment, offset + taken),
                bytes.Slice(taken + SegmentFile.RecordHeaderSize, length),
                new SpoolPosition(position.Segment, offset + next)));
            taken = next;
        }

        return batch;
    }

    ReadOnlyMemory<byte> ReadBytes(SpoolBatch batch, long offset, long count)
    {
        var bytes = batch.Borrow((int)count);
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(_open!, bytes.Span[total..], offset + total) is var read and > 0)
        {
            total += read;
        }

        return bytes[..total];
    }

    long? NextSegment(long number)
    {
        foreach (var candidate in SegmentFile.List(folder))
        {
            if (candidate > number)
            {
                return candidate;
            }
        }

        return null;
    }

    bool Open(long number)
    {
        if (_open is not null && _openNumber == number)
        {
            return true;
        }

        Close();
        var path = Path.Combine(folder, SegmentFile.Name(number));
        if (!File.Exists(path))
        {
            return false;
        }

        _open = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _openNumber = number;
        Span<byte> header = stackalloc byte[SegmentFile.HeaderSize];
        if (SegmentFile.IsHeader(header[..RandomAccess.Read(_open, header, 0)]))
        {
            return true;
        }

        Close();
        return false;
    }

    void ReportTail(SpoolPosition position)
    {
        if (_open is not null && _openNumber == position.Segment)
        {
            var left = RandomAccess.GetLength(_open) - Math.Max(position.Offset, SegmentFile.HeaderSize);
            if (left > 0)
            {
                tailSkipped?.Invoke(position.Segment, left);
            }
        }
    }

    void Close()
    {
        _open?.Dispose();
        _open = null;
        _openNumber = 0;
    }
}
