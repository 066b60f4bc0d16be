namespace Inquest.Formats.Minidump;

/// <summary>Reads the Linux streams that are not text: auxv and the dynamic linker's list.</summary>
/// <remarks>
/// DsoDebug as the C structures lie in memory: version 4, map rva 4, count 4, then three pointers (on 64 bits after four bytes
/// of padding: 40 in all; on 32 bits 24). link_map: address, rva of the name (32 bits, padded), dynamic: 24 or 12.
/// </remarks>
static class LinuxParser
{
    public static IReadOnlyList<KeyValuePair<ulong, ulong>> ReadAuxv(
        DumpReader reader, MinidumpDirectoryEntry stream, int pointerSize)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, reader.Limits.TextBytesMax));
        var pairs = new List<KeyValuePair<ulong, ulong>>();
        while (cursor.Remaining >= 2 * pointerSize)
        {
            var key = Pointer(ref cursor, pointerSize);
            var value = Pointer(ref cursor, pointerSize);
            if (key == 0)
            {
                break;
            }

            pairs.Add(new(key, value));
        }

        return pairs;
    }

    public static LinuxDsoDebug? ReadDsoDebug(DumpReader reader, MinidumpDirectoryEntry stream, int pointerSize)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, 40));
        var (version, mapRva, count) = (cursor.U32(), cursor.U32(), cursor.U32());
        cursor.Skip(pointerSize == 8 ? 4 : 0);
        var (brk, linker, dynamic) =
            (Pointer(ref cursor, pointerSize), Pointer(ref cursor, pointerSize), Pointer(ref cursor, pointerSize));
        if (!cursor.Ok)
        {
            reader.Report("stream-too-short", "LinuxDsoDebug ends within its own header.");
            return null;
        }

        var entrySize = pointerSize == 8 ? 24 : 12;
        var wanted = (ulong)count * (uint)entrySize;
        var map = reader.Bytes(new MinidumpLocation(mapRva, wanted), reader.Limits.ModuleCountMax * entrySize);
        if ((ulong)map.Length < wanted)
        {
            reader.Report("stream-count-too-large", $"LinuxDsoDebug says {count} libraries; {map.Length / entrySize} are taken.");
        }

        var libraries = new LinuxSharedObject[map.Length / entrySize];
        var entries = reader.Cursor(map);
        for (var i = 0; i < libraries.Length; i++)
        {
            var address = Pointer(ref entries, pointerSize);
            var name = reader.Utf16(entries.U32(), "name of a shared object");
            entries.Skip(pointerSize == 8 ? 4 : 0);
            libraries[i] = new LinuxSharedObject(address, name ?? "", Pointer(ref entries, pointerSize));
        }

        return new LinuxDsoDebug(version, brk, linker, dynamic, libraries);
    }

    static ulong Pointer(ref DumpCursor cursor, int pointerSize) => pointerSize == 8 ? cursor.U64() : cursor.U32();
}
