namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_UNLOADED_MODULE_LIST: a header of 12 bytes, then 24 each.</summary>
static class UnloadedModuleParser
{
    static readonly SizedListShape Shape = new(HeaderSize: 12, EntrySize: 24, EntrySizeMin: 24);

    public static MinidumpUnloadedModule[] Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        DumpTable.ReadSized(reader, stream, Shape, reader.Limits.ModuleCountMax, (entry, _) => new MinidumpUnloadedModule(
            reader.Address(entry.U64()),
            entry.U32(),
            entry.U32(),
            entry.U32(),
            reader.Utf16(entry.U32(), "name of an unloaded module") ?? ""));
}
