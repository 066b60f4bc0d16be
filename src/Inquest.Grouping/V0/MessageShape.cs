using System.Buffers;
using System.Net;
using System.Text;

namespace Inquest.Grouping.V0;

/// <summary>Messages without what differs from one occurrence to the next: numbers, ids, addresses, quoted text.</summary>
static class MessageShape
{
    const int Longest = 1_000;
    const int LongestQuote = 200;
    static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    public static string Of(string message)
    {
        var text = message.Length > Longest ? message[..Longest] : message;
        var shape = new StringBuilder(text.Length);
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (c is '"' or '\'' or '`' or '“' && TryQuote(text, i, out var end))
            {
                shape.Append("<str>");
                i = end;
            }
            else if (char.IsLetterOrDigit(c))
            {
                i = Word(text, i, shape);
            }
            else
            {
                shape.Append(char.IsWhiteSpace(c) ? ' ' : c);
                i++;
            }
        }

        return shape.ToString().Trim();
    }

    // An apostrophe inside a word (“can't”) opens no quote.
    static bool TryQuote(string text, int start, out int end)
    {
        var close = text[start] == '“' ? '”' : text[start];
        end = text.IndexOf(close, start + 1, Math.Min(LongestQuote, text.Length - start - 1)) + 1;
        return end > 0 && (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))
            && !text.AsSpan(start, end - start).Contains('\n');
    }

    static int Word(string text, int start, StringBuilder shape)
    {
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.' or ':' or '@' or '/' or '%' or '+' or '~'))
        {
            end++;
        }

        var word = text.AsSpan(start, end - start);
        if (word.Contains("://", StringComparison.Ordinal))
        {
            shape.Append("<url>");
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or ')' or '>' or ','))
            {
                end++;
            }

            return end;
        }

        var trimmed = word.TrimEnd(".:-/");
        if (Whole(trimmed) is { } whole)
        {
            shape.Append(whole).Append(word[trimmed.Length..]);
            return end;
        }

        Parts(word, shape);
        return end;
    }

    static string? Whole(ReadOnlySpan<char> word)
    {
        if (word.Length == 36 && Guid.TryParseExact(word, "D", out _))
        {
            return "<uuid>";
        }

        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && word.Length > 2 && IsHex(word[2..]))
        {
            return "<hex>";
        }

        if ((word.Count('.') == 3 || word.Count(':') >= 2) && IPAddress.TryParse(word, out _))
        {
            return "<ip>";
        }

        var at = word.IndexOf('@');
        return at > 0 && word[at..].Contains('.') && !word.Contains('/') ? "<email>" : null;
    }

    static void Parts(ReadOnlySpan<char> word, StringBuilder shape)
    {
        var i = 0;
        while (i < word.Length)
        {
            var end = i;
            while (end < word.Length && char.IsLetterOrDigit(word[end]))
            {
                end++;
            }

            if (end == i)
            {
                shape.Append(word[i++]);
                continue;
            }

            Part(word[i..end], shape);
            i = end;
        }
    }

    static void Part(ReadOnlySpan<char> part, StringBuilder shape)
    {
        if (part.Length >= 8 && IsHex(part) && part.ContainsAnyInRange('0', '9') && !IsDigits(part))
        {
            shape.Append("<hex>");
            return;
        }

        var i = 0;
        while (i < part.Length)
        {
            if (!char.IsAsciiDigit(part[i]))
            {
                shape.Append(part[i++]);
                continue;
            }

            while (i < part.Length && char.IsAsciiDigit(part[i]))
            {
                i++;
            }

            shape.Append("<int>");
        }
    }

    static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);

    static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
