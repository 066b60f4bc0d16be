using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads the streams that Mozilla added to Breakpad and minidump-writer.</summary>
/// <remarks>
/// MozMacosCrashInfo: stream type, record count, size of a record's fixed part (32 bits each), then twenty locations. A
/// record: stream type, version, thread, dialog mode, from version 5 the abort cause (64 bits each); at the end of the fixed
/// part five NUL-terminated strings. MozMacosBootargs: stream type, then a 64-bit offset of a string.
/// </remarks>
static class MozillaParser
{
    const int CrashInfoHeaderSize = 12;
    public static IReadOnlyList<MacCrashInfo> ReadCrashInfo(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, CrashInfoHeaderSize + (MinidumpLimits.MacCrashRecordCountMax * 8)));
        cursor.Skip(4);
        var count = cursor.U32();
        var fixedSize = cursor.U32();
        if (!cursor.Ok)
        {
            reader.Report("stream-too-short", $"{stream.Name} ends within its own header.");
            return [];
        }

        if (count > MinidumpLimits.MacCrashRecordCountMax)
        {
            reader.Report("stream-count-too-large", $"{stream.Name} says {count} records; there is room for {MinidumpLimits.MacCrashRecordCountMax}.");
        }

        var records = new List<MacCrashInfo>();
        for (var i = 0; i < Math.Min(count, MinidumpLimits.MacCrashRecordCountMax); i++)
        {
            var location = cursor.Location();
            if (cursor.Ok && Record(reader, location, fixedSize) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    public static string? ReadBootargs(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, 12));
        cursor.Skip(4);
        return cursor.U64() is not 0 and var rva ? reader.Utf16(rva, "boot arguments") : null;
    }

    static MacCrashInfo? Record(DumpReader reader, MinidumpLocation location, uint fixedSize)
    {
        var bytes = reader.Bytes(location, MinidumpLimits.MacCrashRecordBytesMax);
        var cursor = reader.Cursor(bytes);
        cursor.Skip(8);
        var (version, thread, dialogMode) = (cursor.U64(), cursor.U64(), cursor.U64());
        if (!cursor.Ok || fixedSize < 32 || fixedSize > bytes.Length)
        {
            reader.Report("mac-crash-info-odd", $"A record of crash info at 0x{location.Rva:X} is shorter than its fixed part.");
            return null;
        }

        ulong? abortCause = version > 4 && fixedSize >= 40 ? cursor.U64() : null;
        var strings = bytes.AsSpan((int)fixedSize);
        return new MacCrashInfo(
            version, thread, dialogMode, abortCause,
            Next(ref strings), Next(ref strings), Next(ref strings), Next(ref strings), Next(ref strings));
    }

    static string Next(ref Span<byte> strings)
    {
        var end = strings.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? strings : strings[..end]);
        strings = end < 0 ? default : strings[(end + 1)..];
        return text;
    }
}
