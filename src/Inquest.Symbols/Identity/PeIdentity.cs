using System.Text;
using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>Ids of a PE file: time stamp and size, and the CodeView record of its debug directory (PE format, August 2024).</summary>
static class PeIdentity
{
    const uint CodeViewType = 2;
    const uint Rsds = 0x53445352;
    const int HeaderBytes = 64 << 10;
    const int SectionHeaderSize = 40;
    const uint ExecutableSection = 0x20000000;

    /// <returns>Null when the headers cannot be read.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        var dos = new ByteReader(bytes.Slice(0, 64).Span);
        dos.Skip(0x3C);
        var reader = new ByteReader(bytes.Slice(dos.U32(), HeaderBytes).Span);
        if (!dos.Ok || reader.U32() != 0x4550)
        {
            return null;
        }

        var machine = reader.U16();
        var sectionCount = reader.U16();
        var timeDateStamp = reader.U32();
        reader.Skip(8);
        var optionalSize = reader.U16();
        reader.Skip(2);
        var optional = reader.Position;
        var isPlus = reader.U16() == 0x20B;
        reader.Position = optional + 56;
        var sizeOfImage = reader.U32();
        var directories = optional + (isPlus ? 112 : 96);
        reader.Position = directories + (3 * 8);
        var unwindRva = reader.U32();
        reader.Position = directories + (6 * 8);
        var (debugRva, debugSize) = (reader.U32(), reader.U32());
        if (!reader.Ok)
        {
            return null;
        }

        reader.Position = optional + optionalSize;
        var features = unwindRva != 0 ? SymbolFeatures.UnwindInfo : SymbolFeatures.None;
        var debugOffset = ReadSections(reader, sectionCount, debugRva, ref features);
        var (debugId, debugFile) = debugOffset is { } offset ? CodeView(bytes, offset, debugSize) : ("", "");
        return
        [
            new SymbolObject(SymbolFileKind.Pe, debugId, $"{timeDateStamp:x8}{sizeOfImage:x}", debugFile, "", "windows", CpuName(machine), features),
        ];
    }

    /// <returns>The file offset of an address, when a section holds it.</returns>
    static ulong? ReadSections(ByteReader sections, int count, uint rva, ref SymbolFeatures features)
    {
        ulong? found = null;
        for (var i = 0; i < count && sections.Remaining >= SectionHeaderSize; i++)
        {
            // COFF debug sections have names over eight letters, kept as "/offset" in the string table: DWARF made by mingw.
            var isLongName = sections.U8() == (byte)'/';
            sections.Skip(7);
            var (virtualSize, address, rawSize, rawOffset) = (sections.U32(), sections.U32(), sections.U32(), sections.U32());
            sections.Skip(12);
            var characteristics = sections.U32();
            features |= (characteristics & ExecutableSection) != 0 && rawSize > 0 ? SymbolFeatures.Code : SymbolFeatures.None;
            features |= isLongName && rawSize > 0 ? SymbolFeatures.DebugInfo | SymbolFeatures.SymbolTable : SymbolFeatures.None;
            if (rva >= address && rva - address < Math.Max(virtualSize, rawSize))
            {
                found ??= (ulong)rawOffset + (rva - address);
            }
        }

        return found;
    }

    static (string DebugId, string DebugFile) CodeView(FileBytes bytes, ulong offset, uint size)
    {
        for (var i = 0u; i < Math.Min(size / 28, IdentityLimits.DebugEntryCountMax); i++)
        {
            var entry = new ByteReader(bytes.Slice(offset + (i * 28), 28).Span);
            entry.Skip(12);
            var (type, dataSize) = (entry.U32(), entry.U32());
            entry.Skip(4);
            var record = new ByteReader(bytes.Slice(entry.U32(), Math.Min(dataSize, 4096)).Span);
            if (type != CodeViewType || record.U32() != Rsds)
            {
                continue;
            }

            var guid = record.Bytes(16);
            var age = record.U32();
            if (record.Ok)
            {
                var path = Encoding.UTF8.GetString(record.Bytes((ulong)record.Remaining)).TrimEnd('\0');
                return (PdbIdentity.DebugId(guid, age), path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..]);
            }
        }

        return ("", "");
    }

    static string CpuName(ushort machine) => machine switch
    {
        0x014C => "x86",
        0x8664 => "x86_64",
        0x01C4 => "arm",
        0xAA64 => "arm64",
        _ => "",
    };
}
