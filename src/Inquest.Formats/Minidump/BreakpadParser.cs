using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads Breakpad's two structures: MDRawBreakpadInfo and MDRawAssertionInfo.</summary>
static class BreakpadParser
{
    const int InfoSize = 12;
    const int AssertionSize = 776;
    const int AssertionTextBytes = 256;

    const uint HasDumpThread = 1;
    const uint HasRequestingThread = 2;

    public static MinidumpBreakpadInfo? ReadInfo(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, InfoSize));
        var (validity, dumpThread, requestingThread) = (cursor.U32(), cursor.U32(), cursor.U32());
        if (!cursor.Ok)
        {
            reader.Report("stream-too-short", $"BreakpadInfo has fewer than {InfoSize} bytes.");
            return null;
        }

        return new MinidumpBreakpadInfo(
            (validity & HasDumpThread) != 0 ? dumpThread : null,
            (validity & HasRequestingThread) != 0 ? requestingThread : null);
    }

    public static MinidumpAssertion? ReadAssertion(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, AssertionSize));
        var expression = Text(reader, cursor.Take(AssertionTextBytes));
        var function = Text(reader, cursor.Take(AssertionTextBytes));
        var file = Text(reader, cursor.Take(AssertionTextBytes));
        var (line, type) = (cursor.U32(), cursor.U32());
        if (!cursor.Ok)
        {
            reader.Report("stream-too-short", $"AssertionInfo has fewer than {AssertionSize} bytes.");
            return null;
        }

        return new MinidumpAssertion(expression, function, file, line, type);
    }

    // An array of 128 units that need not be terminated when it is full.
    static string Text(DumpReader reader, ReadOnlySpan<byte> utf16)
    {
        var text = (reader.BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(utf16);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
