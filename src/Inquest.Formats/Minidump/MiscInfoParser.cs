using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_MISC_INFO in its five versions: each appends to the one before.</summary>
/// <remarks>
/// <code>
///    0  SizeOfInfo, Flags1, ProcessId, create, user and kernel time            version 1, 24 bytes
///   24  processor MHz: max, current, limit; idle state: max, current           version 2, 44
///   44  integrity, execute flags, protected, zone id, TIME_ZONE_INFORMATION    version 3, 232
///  232  BuildString 260 units, DbgBldStr 40 units                              version 4, 832
///  832  XSTATE_CONFIG_FEATURE_MSC_INFO 528, ProcessCookie 4                    version 5, 1364
/// </code>
/// Folklore: Breakpad on macOS writes 1368 bytes, because it aligns the last structure to eight.
/// </remarks>
static class MiscInfoParser
{
    const int XStateFeatureCount = 64;

    const uint HasProcessId = 0x001;
    const uint HasProcessTimes = 0x002;
    const uint HasProcessorPower = 0x004;
    const uint HasIntegrity = 0x010;
    const uint HasExecuteFlags = 0x020;
    const uint HasTimeZone = 0x040;
    const uint HasProtectedProcess = 0x080;
    const uint HasBuildString = 0x100;
    const uint HasProcessCookie = 0x200;

    public static MinidumpMiscInfo? Read(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, MinidumpLimits.MiscInfoBytesMax);
        var cursor = reader.Cursor(bytes);
        var info = new MinidumpMiscInfo { SizeOfInfo = cursor.U32(), Flags1 = cursor.U32() };
        if (!cursor.Ok)
        {
            reader.Report("stream-too-short", "MiscInfo ends within its first two fields.");
            return null;
        }

        if (info.SizeOfInfo > stream.Location.Size)
        {
            reader.Report(
                "misc-info-size", $"MiscInfo says it has {info.SizeOfInfo} bytes; its stream has {stream.Location.Size}.");
        }

        // Past the end every read is zero, and every part below asks the cursor whether it was whole.
        info = Process(info, ref cursor);
        info = Power(info, ref cursor);
        info = Version3(info, ref cursor, reader.BigEndian);
        info = BuildStrings(info, ref cursor, reader.BigEndian);
        return XState(info, ref cursor);
    }

    static MinidumpMiscInfo Process(MinidumpMiscInfo info, ref DumpCursor cursor)
    {
        var (id, created, user, kernel) = (cursor.U32(), cursor.U32(), cursor.U32(), cursor.U32());
        if (cursor.Ok && (info.Flags1 & HasProcessId) != 0)
        {
            info = info with { ProcessId = id };
        }

        return cursor.Ok && (info.Flags1 & HasProcessTimes) != 0
            ? info with { ProcessCreateTime = created, ProcessUserTime = user, ProcessKernelTime = kernel }
            : info;
    }

    static MinidumpMiscInfo Power(MinidumpMiscInfo info, ref DumpCursor cursor)
    {
        var power = new ProcessorPower(cursor.U32(), cursor.U32(), cursor.U32(), cursor.U32(), cursor.U32());
        return cursor.Ok && (info.Flags1 & HasProcessorPower) != 0 ? info with { ProcessorPower = power } : info;
    }

    static MinidumpMiscInfo Version3(MinidumpMiscInfo info, ref DumpCursor cursor, bool bigEndian)
    {
        var (integrity, execute, isProtected, zoneId) = (cursor.U32(), cursor.U32(), cursor.U32(), cursor.U32());
        var bias = (int)cursor.U32();
        var standard = Text(cursor.Take(64), bigEndian);
        cursor.Skip(20);
        var daylight = Text(cursor.Take(64), bigEndian);
        cursor.Skip(20);
        if (!cursor.Ok)
        {
            return info;
        }

        return info with
        {
            ProcessIntegrityLevel = (info.Flags1 & HasIntegrity) != 0 ? integrity : null,
            ProcessExecuteFlags = (info.Flags1 & HasExecuteFlags) != 0 ? execute : null,
            ProtectedProcess = (info.Flags1 & HasProtectedProcess) != 0 ? isProtected : null,
            TimeZone = (info.Flags1 & HasTimeZone) != 0 ? new TimeZoneFacts(zoneId, bias, standard, daylight) : null,
        };
    }

    static MinidumpMiscInfo BuildStrings(MinidumpMiscInfo info, ref DumpCursor cursor, bool bigEndian)
    {
        var build = Text(cursor.Take(520), bigEndian);
        var debugger = Text(cursor.Take(80), bigEndian);
        return cursor.Ok && (info.Flags1 & HasBuildString) != 0
            ? info with { BuildString = build, DebuggerBuildString = debugger }
            : info;
    }

    static MinidumpMiscInfo XState(MinidumpMiscInfo info, ref DumpCursor cursor)
    {
        cursor.Skip(4);
        var contextSize = cursor.U32();
        var enabled = cursor.U64();
        var features = new List<XStateFeature>();
        for (var i = 0; i < XStateFeatureCount; i++)
        {
            var feature = new XStateFeature(i, cursor.U32(), cursor.U32());
            if ((enabled & (1UL << i)) != 0)
            {
                features.Add(feature);
            }
        }

        if (!cursor.Ok)
        {
            return info;
        }

        var cookie = cursor.U32();
        return info with
        {
            XStateContextSize = contextSize,
            XStateFeatures = features,
            ProcessCookie = cursor.Ok && (info.Flags1 & HasProcessCookie) != 0 ? cookie : null,
        };
    }

    static string Text(ReadOnlySpan<byte> utf16, bool bigEndian)
    {
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(utf16);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
