namespace Inquest.Capture.Minidump;

/// <summary>Overwrites the user's name in every <c>/home/NAME</c> with x, in UTF-8 and in UTF-16; lengths stay, so that addresses do.</summary>
static class HomeHider
{
    static ReadOnlySpan<byte> Prefix => "/home/"u8;

    static ReadOnlySpan<byte> WidePrefix => "/\0h\0o\0m\0e\0/\0"u8;

    public static void Hide(Span<byte> bytes)
    {
        Hide(bytes, Prefix, 1);
        Hide(bytes, WidePrefix, 2);
    }

    public static string Hide(string path)
    {
        const string Home = "/home/";
        for (var at = path.IndexOf(Home, StringComparison.Ordinal); at >= 0; at = path.IndexOf(Home, at + 1, StringComparison.Ordinal))
        {
            var start = at + Home.Length;
            var end = path.IndexOf('/', start);
            end = end < 0 ? path.Length : end;
            path = string.Concat(path.AsSpan(0, start), new string('x', end - start), path.AsSpan(end));
        }

        return path;
    }

    // A name ends at a slash, a line break, a quote or a NUL.
    static void Hide(Span<byte> bytes, ReadOnlySpan<byte> prefix, int unit)
    {
        for (var at = bytes.IndexOf(prefix); at >= 0;)
        {
            var position = at + prefix.Length;
            while (position + unit <= bytes.Length && bytes[position] is not (0 or (byte)'/' or (byte)'\n' or (byte)'"')
                && (unit == 1 || bytes[position + 1] == 0))
            {
                bytes[position] = (byte)'x';
                position += unit;
            }

            var next = bytes[position..].IndexOf(prefix);
            at = next < 0 ? -1 : position + next;
        }
    }
}
