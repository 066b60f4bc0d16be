using Inquest.Formats;

namespace Inquest.Symbols.Files;

/// <summary>Ids and contents of a PE file: time stamp and size, and the CodeView record of its debug directory (PE format, August 2024).</summary>
static class PeHead
{
    const uint CodeViewType = 2;
    const uint Rsds = 0x53445352;
    const int DebugDirectory = 6;
    const int ExceptionDirectory = 3;

    public static ModuleFileHead? Read(FileBytes bytes)
    {
        var dos = new ByteReader(bytes.Slice(0, 64).Span);
        dos.Skip(0x3C);
        var reader = new ByteReader(bytes.Slice(dos.U32(), 4096).Span);
        if (!dos.Ok || reader.U32() != 0x4550)
        {
            return null;
        }

        reader.Skip(2);
        var sectionCount = reader.U16();
        var timeDateStamp = reader.U32();
        reader.Skip(8);
        var optionalSize = reader.U16();
        reader.Skip(2);
        var optional = reader.Position;
        var directories = optional + (reader.U16() == 0x20B ? 112 : 96);
        reader.Position = optional + 56;
        var sizeOfImage = reader.U32();
        reader.Position = directories + (ExceptionDirectory * 8);
        var hasUnwindInfo = reader.U32() != 0;
        reader.Position = directories + (DebugDirectory * 8);
        var (debugRva, debugSize) = (reader.U32(), reader.U32());
        reader.Position = optional + optionalSize;
        if (!reader.Ok)
        {
            return null;
        }

        return new ModuleFileHead(
            ModuleFileKind.Pe,
            FileOffset(reader, sectionCount, debugRva) is { } offset ? DebugId(bytes, offset, debugSize) : "",
            $"{timeDateStamp:x8}{sizeOfImage:x}",
            ModuleFileContents.Code | (hasUnwindInfo ? ModuleFileContents.UnwindInfo : ModuleFileContents.None));
    }

    static ulong? FileOffset(ByteReader sections, int count, uint rva)
    {
        for (var i = 0; i < count && sections.Ok; i++)
        {
            sections.Skip(8);
            var (virtualSize, address, rawSize, rawOffset) = (sections.U32(), sections.U32(), sections.U32(), sections.U32());
            sections.Skip(16);
            if (sections.Ok && rva >= address && rva - address < Math.Max(virtualSize, rawSize))
            {
                return (ulong)rawOffset + (rva - address);
            }
        }

        return null;
    }

    static string DebugId(FileBytes bytes, ulong offset, uint size)
    {
        const uint entrySize = 28;
        for (var i = 0u; i < Math.Min(size / entrySize, SymbolLimits.DebugDirectoryEntriesMax); i++)
        {
            var entry = new ByteReader(bytes.Slice(offset + (i * entrySize), entrySize).Span);
            entry.Skip(12);
            var type = entry.U32();
            entry.Skip(8);
            var record = new ByteReader(bytes.Slice(entry.U32(), 24).Span);
            if (!entry.Ok || type != CodeViewType || record.U32() != Rsds)
            {
                continue;
            }

            var guid = record.Bytes(16);
            var age = record.U32();
            if (record.Ok)
            {
                return $"{new Guid(guid).ToString("N").ToUpperInvariant()}{age:x}";
            }
        }

        return "";
    }
}
