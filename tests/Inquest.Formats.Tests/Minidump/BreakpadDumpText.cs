using System.IO.Compression;

namespace Inquest.Formats.Tests.Minidump;

/// <summary>The text of Breakpad's <c>minidump_dump</c>, as sections of <c>key = value</c> lines.</summary>
sealed class BreakpadDumpText
{
    readonly List<(string Title, Dictionary<string, string> Fields)> _sections = [];

    public static BreakpadDumpText Read(string path)
    {
        var text = new BreakpadDumpText();
        using var file = File.OpenRead(File.Exists(path) ? path : path + ".gz");
        using Stream stream = File.Exists(path) ? file : new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(stream);
        var title = "";
        Dictionary<string, string>? fields = null;
        while (lines.ReadLine() is { } line)
        {
            var equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (line.StartsWith("  ", StringComparison.Ordinal) && equals > 0)
            {
                if (fields is null)
                {
                    fields = new(StringComparer.Ordinal);
                    text._sections.Add((title, fields));
                }

                fields.TryAdd(line[..equals].Trim(), line[(equals + 3)..].Trim());
            }
            else if (line.Length is > 0 and < 60)
            {
                // `thread[0]` is followed by `MDRawThread`; the second says what the fields are.
                title = line;
                fields = null;
            }
        }

        return text;
    }

    /// <summary>The sections of one title, in the file's order.</summary>
    public IReadOnlyList<Dictionary<string, string>> All(string title) =>
        [.. _sections.Where(section => section.Title == title).Select(section => section.Fields)];

    public Dictionary<string, string>? First(string title) =>
        All(title) is [var first, ..] ? first : null;

    /// <summary>A number in decimal or after 0x, without what follows it on the line.</summary>
    public static ulong Number(string text)
    {
        var word = text.Split(' ')[0];
        return word.StartsWith("0x", StringComparison.Ordinal)
            ? Convert.ToUInt64(word[2..], 16)
            : ulong.Parse(word);
    }

    public static string Unquoted(string text) => text is ['"', .., '"'] ? text[1..^1] : text;
}
