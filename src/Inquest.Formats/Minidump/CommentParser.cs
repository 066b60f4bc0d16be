using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads CommentStreamW: UTF-16 up to the first NUL.</summary>
static class CommentParser
{
    public static string? ReadUtf16(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, reader.Limits.TextBytesMax);
        if (!reader.TrySpendText(bytes.Length))
        {
            reader.Report("text-budget", $"The texts add up to more than the file itself; {stream.Name} is left out.");
            return null;
        }

        var text = (reader.BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(bytes);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
