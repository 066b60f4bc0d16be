using System.Buffers.Binary;

namespace Inquest.Capture.Minidump;

/// <summary>A minidump whose memory has been read: the process is needed no more, the file is still to be written.</summary>
public sealed class PlannedMinidump
{
    const int HeaderSize = 32;
    const int DirectoryEntrySize = 12;
    const uint Version = 0xA793;

    // What streams take beside memory, for one mapping, module and thread.
    const int RecordSizeGuess = 512;
    const int TextSizeGuess = 64 * 1024;

    readonly ProcessSnapshot _snapshot;
    readonly MinidumpWriterOptions _options;
    readonly MemoryPlan _plan;
    readonly MemoryView?[] _stacks;
    readonly SoftErrors _errors;

    internal PlannedMinidump(
        ProcessSnapshot snapshot, MinidumpWriterOptions options, MemoryPlan plan, MemoryView?[] stacks, SoftErrors errors)
    {
        _snapshot = snapshot;
        _options = options;
        _plan = plan;
        _stacks = stacks;
        _errors = errors;
    }

    /// <summary>What the dump lacks, and why.</summary>
    public IReadOnlyList<string> SoftErrors => _errors.Sentences;

    /// <summary>Bytes that the file will need at most, more or less: for room to be set aside.</summary>
    public long SizeGuess =>
        _plan.Size + TextSizeGuess + ((long)RecordSizeGuess * (_snapshot.Mappings.Count + _snapshot.Modules.Count))
        + (2048L * _snapshot.Threads.Count);

    /// <summary>Writes the dump to a stream that can seek. The signature comes last, so that a torn file is not taken for a dump.</summary>
    /// <param name="destination">An empty stream, at its start.</param>
    /// <param name="annotations">Names and values that were learnt since the process was read; they follow the snapshot's own.</param>
    public void WriteTo(Stream destination, IReadOnlyList<(string Name, string Value)>? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var buffer = new DumpBuffer();
        var streams = new MinidumpStreams(_snapshot, buffer, _plan, _stacks, _errors, _options, annotations ?? []);
        var directory = WriteHeader(buffer, streams.All.Count, _options.Time.GetUtcNow());
        for (var i = 0; i < streams.All.Count; i++)
        {
            var (type, write) = streams.All[i];
            buffer.Align(8);
            var start = buffer.Length;
            var location = write() ?? new DumpLocation(start, buffer.Length - start);
            buffer.PatchU32(directory + (DirectoryEntrySize * i), type);
            buffer.PatchU32(directory + (DirectoryEntrySize * i) + 4, (uint)location.Size);
            buffer.PatchU32(directory + (DirectoryEntrySize * i) + 8, (uint)location.Rva);
        }

        buffer.Align(16);
        PlaceMemory(buffer);
        WriteOut(destination, buffer);
    }

    static int WriteHeader(DumpBuffer buffer, int streamCount, DateTimeOffset now)
    {
        buffer.U32(0);
        buffer.U32(Version);
        buffer.U32((uint)streamCount);
        buffer.U32(HeaderSize);
        buffer.U32(0);
        buffer.U32((uint)now.ToUnixTimeSeconds());
        buffer.U64(0);
        buffer.Zeros(DirectoryEntrySize * streamCount);
        return HeaderSize;
    }

    void PlaceMemory(DumpBuffer buffer)
    {
        var rva = (long)buffer.Length;
        foreach (var block in _plan.Blocks)
        {
            foreach (var (position, offset) in block.References)
            {
                buffer.PatchU32(position, (uint)(rva + offset));
            }

            rva += block.Content.Length;
        }
    }

    void WriteOut(Stream destination, DumpBuffer buffer)
    {
        var start = destination.Position;
        destination.Write(buffer.Written);
        foreach (var block in _plan.Blocks)
        {
            destination.Write(block.Content);
        }

        var end = destination.Position;
        destination.Flush();
        destination.Position = start;
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, 0x504D444D);
        destination.Write(signature);
        destination.Flush();
        destination.Position = end;
    }
}
