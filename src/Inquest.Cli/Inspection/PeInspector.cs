using System.Text;
using Inquest.Formats;

namespace Inquest.Cli.Inspection;

/// <summary>Ids of a PE file: time stamp and size, and the CodeView record of its debug directory (PE format, August 2024).</summary>
static class PeInspector
{
    const uint CodeViewType = 2;
    const uint Rsds = 0x53445352;

    public static FileFacts Inspect(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "pe" };
        var dos = new ByteReader(bytes.Slice(0, 64).Span);
        dos.Skip(0x3C);
        var headerOffset = dos.U32();
        var reader = new ByteReader(bytes.Slice(headerOffset, 4096).Span);
        if (reader.U32() != 0x4550)
        {
            return facts with { Error = "The file begins as a DOS program and has no PE header." };
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
        reader.Position = optional + (isPlus ? 112 : 96) + (6 * 8);
        var (debugRva, debugSize) = (reader.U32(), reader.U32());
        if (!reader.Ok)
        {
            return facts with { Error = "The PE header is cut." };
        }

        facts = facts with { Cpu = CpuOf(machine), CodeId = $"{timeDateStamp:x8}{sizeOfImage:x}" };
        reader.Position = optional + optionalSize;
        return FileOffset(reader, sectionCount, debugRva) is { } offset ? CodeView(bytes, offset, debugSize, facts) : facts;
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

    static FileFacts CodeView(FileBytes bytes, ulong offset, uint size, FileFacts facts)
    {
        for (var i = 0u; i < Math.Min(size / 28, InspectionLimits.DebugEntryCountMax); i++)
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
                var file = Encoding.UTF8.GetString(record.Bytes((ulong)record.Remaining)).TrimEnd('\0');
                return facts with { DebugId = $"{new Guid(guid).ToString("N").ToUpperInvariant()}{age:x}", DebugFile = file };
            }
        }

        return facts;
    }

    static string CpuOf(ushort machine) => machine switch
    {
        0x014C => "x86",
        0x8664 => "amd64",
        0x01C4 => "arm",
        0xAA64 => "arm64",
        _ => $"machine 0x{machine:x4}",
    };
}
