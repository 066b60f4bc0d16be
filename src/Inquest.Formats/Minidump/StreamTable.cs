using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>The first stream of each type, and parsers that run when somebody asks.</summary>
sealed class StreamTable(DumpReader reader, IReadOnlyDictionary<MinidumpStreamType, MinidumpDirectoryEntry> streams)
{
    public DumpReader Reader { get; } = reader;

    public bool TryGet(MinidumpStreamType type, out MinidumpDirectoryEntry entry) => streams.TryGetValue(type, out entry);

    public Deferred<T> Lazily<T>(MinidumpStreamType type, Func<DumpReader, MinidumpDirectoryEntry, T> parse, T absent) =>
        new(() => TryGet(type, out var entry) ? parse(Reader, entry) : absent);

    public Deferred<string?> LazyText(MinidumpStreamType type) => Lazily(type, Text, null);

    /// <summary>UTF-8 up to the first NUL; bytes that are none become U+FFFD.</summary>
    static string? Text(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, reader.Limits.TextBytesMax).AsSpan();
        if (!reader.TrySpendText(bytes.Length))
        {
            reader.Report("text-budget", $"The texts add up to more than the file itself; {stream.Name} is left out.");
            return null;
        }

        if ((ulong)bytes.Length < reader.Present(stream.Location))
        {
            reader.Report("text-cut", $"{stream.Name} has {stream.Location.Size} bytes and is cut at {bytes.Length}.");
        }

        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
