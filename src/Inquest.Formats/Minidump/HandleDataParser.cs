namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_HANDLE_DATA_STREAM: a header of 16 bytes, then 32 (or 40) each.</summary>
static class HandleDataParser
{
    const int EntrySizeV2 = 40;

    static readonly SizedListShape Shape = new(HeaderSize: 16, EntrySize: 32, EntrySizeMin: 32);

    public static MinidumpHandle[] Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        DumpTable.ReadSized(reader, stream, Shape, reader.Limits.HandleCountMax, (entry, _) =>
        {
            var isV2 = entry.Remaining >= EntrySizeV2;
            var handle = entry.U64();
            var typeRva = entry.U32();
            var objectRva = entry.U32();
            var parsed = new MinidumpHandle(
                handle,
                reader.Utf16(typeRva, "type of a handle"),
                reader.Utf16(objectRva, "name of a handle"),
                entry.U32(), entry.U32(), entry.U32(), entry.U32());
            return isV2 && entry.U32() is not 0 and var infoRva ? parsed with { ObjectInfo = InfoChain(reader, infoRva) } : parsed;
        });

    static List<HandleObjectInfo> InfoChain(DumpReader reader, uint rva)
    {
        var chain = new List<HandleObjectInfo>();
        Span<byte> head = stackalloc byte[12];
        while (rva != 0 && chain.Count < MinidumpLimits.HandleInfoChainMax && reader.Source.Read(rva, head) == head.Length)
        {
            var cursor = reader.Cursor(head);
            var next = cursor.U32();
            var type = cursor.U32();
            chain.Add(new HandleObjectInfo(type, new MinidumpLocation(rva + 12UL, cursor.U32())));
            rva = next;
        }

        return chain;
    }
}
