namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_MEMORY_INFO_LIST: a header of 16 bytes, then 48 each.</summary>
static class MemoryInfoParser
{
    const uint Commit = 0x1000;
    const uint Reserve = 0x2000;
    const uint Mapped = 0x40000;
    const uint Image = 0x1000000;
    const uint Guard = 0x100;

    static readonly SizedListShape Shape = new(HeaderSize: 16, EntrySize: 48, EntrySizeMin: 44, HasWideCount: true);

    public static MemoryRegion[] Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        DumpTable.ReadSized(reader, stream, Shape, reader.Limits.RegionCountMax, (entry, _) =>
        {
            var start = reader.Address(entry.U64());
            var allocationBase = reader.Address(entry.U64());
            entry.Skip(8);
            var size = entry.U64();
            var state = entry.U32();
            var protection = entry.U32();
            var type = entry.U32();
            return new MemoryRegion(
                start, size, ProtectionOf(protection), StateOf(state), allocationBase, (type & Image) != 0, (type & Mapped) != 0, null, 0);
        });

    static MemoryState StateOf(uint state) =>
        (state & Commit) != 0 ? MemoryState.Committed
        : (state & Reserve) != 0 ? MemoryState.Reserved
        : MemoryState.Free;

    static MemoryProtection ProtectionOf(uint value)
    {
        // PAGE_ constants of winnt.h: one of the low eight bits, and modifiers above.
        var protection = (value & 0xFF) switch
        {
            0x02 => MemoryProtection.Read,
            0x04 => MemoryProtection.Read | MemoryProtection.Write,
            0x08 => MemoryProtection.Read | MemoryProtection.CopyOnWrite,
            0x10 => MemoryProtection.Execute,
            0x20 => MemoryProtection.Execute | MemoryProtection.Read,
            0x40 => MemoryProtection.Execute | MemoryProtection.Read | MemoryProtection.Write,
            0x80 => MemoryProtection.Execute | MemoryProtection.Read | MemoryProtection.CopyOnWrite,
            _ => MemoryProtection.None,
        };
        return (value & Guard) != 0 ? protection | MemoryProtection.Guard : protection;
    }
}
