using System.Text;

namespace Inquest.Grouping.V1;

/// <summary>Cuts that several languages share. Each gives the very same string back when there is nothing to cut.</summary>
static class NameText
{
    public const string Lambda = "<lambda>";

    public static string CutPrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    public static string CutFrom(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at > 0 ? text[..at] : text;
    }

    /// <summary>Digits (hexadecimal ones too, when asked for) behind each <paramref name="mark"/> go.</summary>
    public static string CutNumbersAfter(string text, string mark, bool isHex = false)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        var start = 0;
        while (at >= 0)
        {
            var head = at + mark.Length;
            kept.Append(text, start, head - start);
            while (head < text.Length && (char.IsAsciiDigit(text[head]) || (isHex && (char.IsAsciiHexDigit(text[head]) || text[head] is 'x' or '/'))))
            {
                head++;
            }

            start = head;
            at = text.IndexOf(mark, start, StringComparison.Ordinal);
        }

        return kept.Append(text, start, text.Length - start).ToString();
    }

    /// <summary>Everything between brackets → nothing, the brackets too; unbalanced ones end the name.</summary>
    public static string CutBrackets(string text, char open, char close)
    {
        var start = text.IndexOf(open, StringComparison.Ordinal);
        while (start >= 0)
        {
            var end = MatchingEnd(text, start, open, close);
            text = end < 0 ? text[..start] : string.Concat(text.AsSpan(0, start), text.AsSpan(end + 1));
            start = text.IndexOf(open, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Index of the bracket that closes the one at <paramref name="start"/>, or -1.</summary>
    public static int MatchingEnd(string text, int start, char open, char close)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == open)
            {
                depth++;
            }
            else if (text[i] == close && !(close == '>' && i > 0 && text[i - 1] is '-' or '=') && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static string Without(string text, string part) => text.Contains(part, StringComparison.Ordinal) ? text.Replace(part, "", StringComparison.Ordinal) : text;

    public static string Swap(string text, string part, string other) =>
        text.Contains(part, StringComparison.Ordinal) ? text.Replace(part, other, StringComparison.Ordinal) : text;
}
