namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_THREAD_INFO_LIST and MINIDUMP_THREAD_NAME_LIST.</summary>
static class ThreadInfoParser
{
    // A 32-bit thread id, then a 64-bit offset without padding between.
    const int NameEntrySize = 12;

    // The same as a compiler lays it out without packing.
    const int NameEntrySizePadded = 16;

    static readonly SizedListShape Shape = new(HeaderSize: 12, EntrySize: 64, EntrySizeMin: 64);

    public static MinidumpThreadInfo[] Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        DumpTable.ReadSized(reader, stream, Shape, reader.Limits.ThreadCountMax, (entry, _) => new MinidumpThreadInfo(
            entry.U32(), entry.U32(), entry.U32(), entry.U32(), entry.U64(), entry.U64(), entry.U64(), entry.U64(),
            reader.Address(entry.U64()), entry.U64()));

    public static Dictionary<uint, string> ReadNames(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var entries = DumpTable.ReadCounted(
            reader, stream, NameEntrySize, NameEntrySizePadded, reader.Limits.ThreadCountMax, (entry, _) =>
            {
                var id = entry.U32();
                if (entry.Remaining == NameEntrySizePadded - 4)
                {
                    entry.Skip(4);
                }

                return (Id: id, Rva: entry.U64());
            });
        var names = new Dictionary<uint, string>(entries.Length);
        foreach (var (id, rva) in entries)
        {
            if (reader.Utf16(rva, $"name of thread {id}") is { Length: > 0 } name)
            {
                names[id] = name;
            }
        }

        return names;
    }
}
