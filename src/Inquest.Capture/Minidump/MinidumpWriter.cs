using System.Buffers.Binary;

namespace Inquest.Capture.Minidump;

/// <summary>Writes a <see cref="ProcessSnapshot"/> as a minidump that Breakpad's, rust-minidump's and LLDB's readers take.</summary>
/// <remarks>
/// Order in the file: header (32 bytes) and directory (12 bytes a stream), then everything small, then memory, so that a file
/// that was cut keeps the essentials. The signature is written last of all, so that a torn file is not taken for a dump.
/// </remarks>
public static class MinidumpWriter
{
    const int HeaderSize = 32;
    const uint Version = 0xA793;

    /// <summary>Writes a dump to a stream that can seek, from its current end of zero bytes.</summary>
    public static void Write(ProcessSnapshot snapshot, Stream destination, MinidumpWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(destination);
        options ??= new MinidumpWriterOptions();
        var errors = new SoftErrors(options.Limits);
        foreach (var finding in snapshot.Findings)
        {
            errors.Add($"{finding.Code}: {finding.Detail}");
        }

        var plan = new MemoryPlan(snapshot, options.Limits, errors);
        var stacks = new StackPlanner(snapshot, options.Limits, plan, errors).Plan();
        var buffer = new DumpBuffer();
        var streams = new MinidumpStreams(snapshot, buffer, plan, stacks, errors);
        var directory = WriteHeader(buffer, streams.All.Count, options.Time.GetUtcNow());
        for (var i = 0; i < streams.All.Count; i++)
        {
            var (type, write) = streams.All[i];
            buffer.Align(8);
            var start = buffer.Length;
            var location = write() ?? new DumpLocation(start, buffer.Length - start);
            buffer.PatchU32(directory + (12 * i), type);
            buffer.PatchU32(directory + (12 * i) + 4, (uint)location.Size);
            buffer.PatchU32(directory + (12 * i) + 8, (uint)location.Rva);
        }

        buffer.Align(16);
        PlaceMemory(buffer, plan);
        WriteOut(destination, buffer, plan);
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
        buffer.Zeros(12 * streamCount);
        return HeaderSize;
    }

    static void PlaceMemory(DumpBuffer buffer, MemoryPlan plan)
    {
        var rva = (long)buffer.Length;
        foreach (var block in plan.Blocks)
        {
            foreach (var (position, offset) in block.References)
            {
                buffer.PatchU32(position, (uint)(rva + offset));
            }

            rva += block.Content.Length;
        }
    }

    static void WriteOut(Stream destination, DumpBuffer buffer, MemoryPlan plan)
    {
        var start = destination.Position;
        destination.Write(buffer.Written);
        foreach (var block in plan.Blocks)
        {
            destination.Write(block.Content);
        }

        destination.Flush();
        destination.Position = start;
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, 0x504D444D);
        destination.Write(signature);
        destination.Flush();
        destination.Position = destination.Length;
    }
}
