using System.Buffers;

namespace Inquest.Processing.Scrub;

/// <summary>Names of users in paths: <c>/home/x</c>, <c>/Users/x</c>, <c>C:\Users\x</c>, <c>C:\\Users\\x</c>.</summary>
static class HomeDirectories
{
    static readonly SearchValues<char> UnixEnd = SearchValues.Create("/\\ \t\r\n\"'`:,;)]}><|&?⟨");
    static readonly SearchValues<char> WindowsEnd = SearchValues.Create("/\\\t\r\n\"'`:,;)]}><|*?⟨");

    /// <summary>Finds the name of the path that begins at the slash <paramref name="at"/>.</summary>
    public static bool TryMatch(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at, at);
        // “/home/” behind a word is the path of an address or a folder that happens to be named so. A marker stands for a word.
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '_' or '-' or Marker.Close))
        {
            return false;
        }

        while (start < text.Length && text[start] is '/' or '\\')
        {
            start++;
        }

        var rest = text[start..];
        var folder = rest.StartsWith("home", StringComparison.Ordinal) ? 4
            : rest.StartsWith("Users", StringComparison.OrdinalIgnoreCase) ? 5
            : rest.StartsWith("Documents and Settings", StringComparison.OrdinalIgnoreCase) ? 22 : 0;
        start += folder;
        if (folder == 0 || start >= text.Length || !(text[start] is '/' or '\\'))
        {
            return false;
        }

        var isWindows = text[start] == '\\';
        while (start < text.Length && text[start] is '/' or '\\')
        {
            start++;
        }

        rest = text[start..];
        var length = rest.IndexOfAny(isWindows ? WindowsEnd : UnixEnd);
        length = length < 0 ? rest.Length : length;
        if (isWindows && (length == rest.Length || !(rest[length] is '/' or '\\')) && rest[..length].IndexOf(' ') is var space and > 0)
        {
            // Windows names may have spaces, but only a following folder tells a name from a sentence.
            length = space;
        }

        end = start + length;
        var name = text[start..end];
        return length is > 0 and <= ScrubLimits.MaxUserNameLength && !Marker.IsAt(text[start..]) && !IsNobody(name);
    }

    static bool IsNobody(ReadOnlySpan<char> name) =>
        name.Equals("Public", StringComparison.OrdinalIgnoreCase) || name.Equals("Shared", StringComparison.Ordinal)
        || name.Equals("Default", StringComparison.OrdinalIgnoreCase) || name.Equals("All Users", StringComparison.OrdinalIgnoreCase)
        || name is "." or ".." || name[0] is '<' or '{' or '$' or '%' or '*' || !name.ContainsAnyExceptInRange('0', '9');
}
