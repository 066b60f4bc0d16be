using System.Buffers;

namespace Inquest.Processing.Scrub;

/// <summary>
/// Secrets by name within text: <c>password=x</c>, <c>"token": "x"</c>, <c>--secret x</c>, <c>Authorization: x</c>.
/// Prose (“the password: must be long”) is left alone.
/// </summary>
static class KeyAndValue
{
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
    static readonly SearchValues<char> ValueEnd = SearchValues.Create("&;, \t\r\n\"'`<>)}]|⟨");

    public static bool TryMatch(ReadOnlySpan<char> text, int at, SecretKeys keys, out int start, out int end, out string marker)
    {
        (start, end, marker) = (at, at, "");
        var nameStart = text[..at].LastIndexOfAnyExcept(NameCharacters) + 1;
        var nameLength = text[at..].IndexOfAnyExcept(NameCharacters);
        var nameEnd = nameLength < 0 ? text.Length : at + nameLength;
        if (nameEnd == at || nameEnd >= text.Length || nameEnd - nameStart > ScrubLimits.MaxKeyLength
            || keys.MarkerFor(text[nameStart..nameEnd].TrimStart('-')) is not { } found)
        {
            return false;
        }

        marker = found;
        var isOption = text[nameStart..].StartsWith("--", StringComparison.Ordinal);
        var position = nameEnd;
        var isQuotedName = Skip(text, ref position, "\\\"'") > 0;
        var spaces = Skip(text, ref position, " \t");
        if (position >= text.Length)
        {
            return false;
        }

        var separator = text[position];
        if (separator is '=' or ':')
        {
            position++;
            // Ruby and PHP write key => value.
            if (position < text.Length && text[position] == '>')
            {
                position++;
            }
        }
        else if (!isOption || spaces == 0)
        {
            return false;
        }

        spaces += Skip(text, ref position, " \t");
        if (separator == ':' && found is Marker.Authorization or Marker.Cookie && !isQuotedName)
        {
            return Line(text, position, out start, out end);
        }

        var isQuoted = position < text.Length && text[position] is '"' or '\'' or '\\';
        var quote = isQuoted ? text[position] : '\0';
        Skip(text, ref position, "\\");
        quote = position < text.Length && text[position] is '"' or '\'' ? text[position] : quote;
        Skip(text, ref position, "\"'");
        var mayBeBare = isOption || isQuotedName || (separator == '=' && spaces == 0);
        return (isQuoted || mayBeBare) && Value(text, position, isQuoted ? quote : '\0', out start, out end);
    }

    static bool Line(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        var length = text[position..].IndexOfAny("\r\n\"");
        end = length < 0 ? text.Length : position + length;
        return end > start && !Marker.IsAt(text[start..]);
    }

    static bool Value(ReadOnlySpan<char> text, int position, char quote, out int start, out int end)
    {
        start = position;
        var rest = text[position..];
        var length = quote is '"' or '\'' ? rest.IndexOfAny(quote, '\\') : rest.IndexOfAny(ValueEnd);
        end = length < 0 ? text.Length : position + length;
        return end > start && !Marker.IsAt(rest);
    }

    static int Skip(ReadOnlySpan<char> text, ref int position, string characters)
    {
        var before = position;
        while (position < text.Length && characters.Contains(text[position], StringComparison.Ordinal))
        {
            position++;
        }

        return position - before;
    }
}
