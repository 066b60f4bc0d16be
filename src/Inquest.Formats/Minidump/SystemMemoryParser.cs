namespace Inquest.Formats.Minidump;

/// <summary>Reads SystemMemoryInfo and ProcessVmCounters of dbghelp.</summary>
static class SystemMemoryParser
{
    // Revision and flags, SYSTEM_BASIC_INFORMATION 52, SYSTEM_FILECACHE_INFORMATION 60, the first 32 of performance.
    const int SystemSize = 4 + 52 + 60 + 32;

    const int CountersSize1 = 80;
    const int CountersSize2 = 96;

    public static MinidumpSystemMemory? ReadSystem(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, SystemSize));
        cursor.Skip(8);
        var (pageSize, pages) = (cursor.U32(), cursor.U32());
        cursor.Skip(8);
        var granularity = cursor.U32();
        var (lowest, highest) = (cursor.U64(), cursor.U64());
        cursor.Skip(8);
        var processors = cursor.U32();
        cursor.Skip(60);
        var memory = new MinidumpSystemMemory(
            pageSize, pages, granularity, lowest, highest, processors, cursor.U64(), cursor.U64(), cursor.U64(), cursor.U64());
        if (cursor.Ok)
        {
            return memory;
        }

        reader.Report("stream-too-short", $"SystemMemoryInfo has fewer than {SystemSize} bytes.");
        return null;
    }

    public static MinidumpProcessMemory? ReadProcess(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, CountersSize2));
        var revision = cursor.U16();
        cursor.Skip(2);
        var faults = cursor.U32();
        var (peakSet, set) = (cursor.U64(), cursor.U64());
        cursor.Skip(32);
        var (pagefile, peakPagefile) = (cursor.U64(), cursor.U64());
        ulong? virtualSize = null;
        if (revision >= 2)
        {
            cursor.Skip(8);
            virtualSize = cursor.U64();
        }

        var memory = new MinidumpProcessMemory(faults, set, peakSet, pagefile, peakPagefile, cursor.U64(), virtualSize);
        if (cursor.Ok)
        {
            return memory;
        }

        reader.Report("stream-too-short", $"ProcessVmCounters has fewer than {CountersSize1} bytes.");
        return null;
    }
}
