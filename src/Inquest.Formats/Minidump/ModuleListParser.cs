using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_MODULE_LIST: a count, then 108 bytes each.</summary>
static class ModuleListParser
{
    const int EntrySize = 108;

    // sizeof(MINIDUMP_MODULE) without packing: the trailing 64-bit fields align the structure to eight.
    const int EntrySizePadded = 112;

    // IMAGE_DEBUG_MISC: type, length, one byte of flags, three of padding, then the name.
    const int MiscHeaderSize = 12;
    const uint MiscExeName = 1;

    public static MinidumpModule[] Read(DumpReader reader, MinidumpDirectoryEntry stream, OsFamily os) =>
        DumpTable.ReadCounted(
            reader, stream, EntrySize, EntrySizePadded, reader.Limits.ModuleCountMax,
            (entry, index) => Parse(reader, entry, index, os));

    static MinidumpModule Parse(DumpReader reader, DumpCursor entry, int index, OsFamily os)
    {
        var module = new MinidumpModule
        {
            Index = index,
            Os = os,
            Base = reader.Address(entry.U64()),
            Size = entry.U32(),
            CheckSum = entry.U32(),
            TimeDateStamp = entry.U32(),
        };
        var name = reader.Utf16(entry.U32(), "module name");
        var version = Version(ref entry);
        var codeView = entry.Location();
        var misc = entry.Location();
        var what = name ?? $"module {index}";
        if (module.Size > ulong.MaxValue - module.Base)
        {
            reader.Report("module-wraps", $"{what} at 0x{module.Base:X} runs past the end of the address space.");
        }

        return module with
        {
            CodeFile = name ?? "",
            VersionInfo = version,
            CodeView = CodeViewParser.Read(reader, codeView, what),
            MiscName = MiscName(reader, misc),
        };
    }

    static FixedFileInfo? Version(ref DumpCursor entry)
    {
        var signature = entry.U32();
        entry.Skip(4);
        var fileHigh = entry.U32();
        var fileLow = entry.U32();
        var productHigh = entry.U32();
        var productLow = entry.U32();
        var mask = entry.U32();
        var flags = entry.U32();
        var os = entry.U32();
        var type = entry.U32();
        entry.Skip(12);
        return signature == FixedFileInfo.Signature
            ? new FixedFileInfo(
                ((ulong)fileHigh << 32) | fileLow, ((ulong)productHigh << 32) | productLow, flags & mask, os, type)
            : null;
    }

    static string? MiscName(DumpReader reader, MinidumpLocation location)
    {
        if (location.Size <= MiscHeaderSize || reader.Present(location) <= MiscHeaderSize)
        {
            return null;
        }

        // A path of 260 characters in UTF-16 is the most that IMAGE_DEBUG_MISC ever carried.
        var cursor = reader.Cursor(reader.Bytes(location, MiscHeaderSize + 520));
        var type = cursor.U32();
        cursor.Skip(4);
        var isUtf16 = cursor.U8() != 0;
        cursor.Skip(3);
        if (type != MiscExeName || !reader.TrySpendText(cursor.Remaining))
        {
            return null;
        }

        var encoding = !isUtf16 ? Encoding.Latin1 : reader.BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode;
        var name = encoding.GetString(cursor.Rest());
        var end = name.IndexOf('\0', StringComparison.Ordinal);
        name = end < 0 ? name : name[..end];
        return name.Length == 0 ? null : name;
    }
}
