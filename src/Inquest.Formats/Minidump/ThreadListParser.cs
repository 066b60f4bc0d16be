namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_THREAD_LIST: a count, then 48 bytes each.</summary>
static class ThreadListParser
{
    const int EntrySize = 48;

    // MINIDUMP_THREAD_EX appends a memory descriptor for the IA-64 backing store.
    const int EntrySizeEx = 64;

    public static MinidumpThread[] Read(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var size = stream.Type == MinidumpStreamType.ThreadExList ? EntrySizeEx : EntrySize;
        return DumpTable.ReadCounted(
            reader, stream, size, size, reader.Limits.ThreadCountMax, (entry, index) => Parse(reader, entry, index));
    }

    static MinidumpThread Parse(DumpReader reader, DumpCursor entry, int index)
    {
        var id = entry.U32();
        var suspendCount = entry.U32();
        var priorityClass = entry.U32();
        var priority = entry.U32();
        var teb = entry.U64();
        var stackStart = reader.Address(entry.U64());
        var stack = entry.Location();
        var context = entry.Location();
        var present = reader.Present(stack);
        if (present < stack.Size)
        {
            reader.Report(
                "stack-truncated", $"The stack of thread {id} has {stack.Size} bytes at 0x{stack.Rva:X}; {present} are in the file.");
        }

        return new MinidumpThread(
            index, id, suspendCount, priorityClass, priority, reader.Address(teb),
            new MinidumpMemoryRange(stackStart, present, stack.Rva), stackStart, context);
    }
}
