namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_MEMORY_LIST (16 bytes an entry) and MINIDUMP_MEMORY64_LIST (one offset, then 16 bytes each).</summary>
static class MemoryListParser
{
    const int EntrySize = 16;
    const int Header64Size = 16;

    public static MinidumpMemoryRange[] Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        DumpTable.ReadCounted(reader, stream, EntrySize, EntrySize, reader.Limits.MemoryRangeCountMax, (entry, _) =>
        {
            var start = reader.Address(entry.U64());
            var location = entry.Location();
            return Clip(reader, start, location);
        });

    public static MinidumpMemoryRange[] Read64(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var head = reader.Bytes(stream.Location, Header64Size);
        if (head.Length < Header64Size)
        {
            reader.Report("stream-too-short", "Memory64List ends within its own header.");
            return [];
        }

        var cursor = reader.Cursor(head);
        var count = cursor.U64();
        var rva = cursor.U64();
        return DumpTable.ReadFixed(
            reader, stream, Header64Size, EntrySize, count, reader.Limits.MemoryRangeCountMax, (entry, _) =>
            {
                var start = reader.Address(entry.U64());
                var location = new MinidumpLocation(rva, entry.U64());

                // The ranges lie one after another; a size that overflows leaves nothing for those behind it.
                rva = rva > ulong.MaxValue - location.Size ? ulong.MaxValue : rva + location.Size;
                return Clip(reader, start, location);
            });
    }

    static MinidumpMemoryRange Clip(DumpReader reader, ulong start, MinidumpLocation location)
    {
        var present = reader.Present(location);
        if (present < location.Size)
        {
            reader.Report(
                "memory-truncated",
                $"Memory at 0x{start:X} has {location.Size} bytes at 0x{location.Rva:X}; {present} are in the file.");
        }

        if (present > 0 && start > ulong.MaxValue - present)
        {
            reader.Report("memory-wraps", $"Memory at 0x{start:X} with {present} bytes runs past the end of the address space.");
            present = ulong.MaxValue - start;
        }

        return new MinidumpMemoryRange(start, present, location.Rva);
    }
}
