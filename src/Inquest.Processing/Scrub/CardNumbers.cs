namespace Inquest.Processing.Scrub;

/// <summary>Payment card numbers: 13 to 19 digits in a range that issuers use, with a right check digit.</summary>
static class CardNumbers
{
    const int Shortest = 13;
    const int Longest = 19;

    /// <summary>Finds the first from a position on.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        (start, end) = (0, 0);
        if (text.Length - from < Shortest)
        {
            return false;
        }

        var position = from;
        Span<char> digits = stackalloc char[Longest];
        while (position < text.Length && text[position..].IndexOfAnyInRange('0', '9') is var found and >= 0)
        {
            start = position + found;
            var count = 0;
            var tooLong = false;
            var i = start;
            for (end = start; i < text.Length; i++)
            {
                if (char.IsAsciiDigit(text[i]))
                {
                    tooLong |= count == Longest;
                    if (!tooLong)
                    {
                        digits[count++] = text[i];
                    }

                    end = i + 1;
                }
                else if (!(text[i] is ' ' or '-') || i + 1 >= text.Length || !char.IsAsciiDigit(text[i + 1]))
                {
                    break;
                }
            }

            var isAlone = (start == 0 || !IsWord(text[start - 1])) && (end >= text.Length || !IsWord(text[end]));
            if (isAlone && !tooLong && count >= Shortest && IsIssued(digits[..count]) && PassesCheck(digits[..count]))
            {
                return true;
            }

            position = end;
        }

        return false;
    }

    /// <summary>True when UTF-8 text has digits enough in a row, spaces and dashes between them: the cheap question before <see cref="TryFind"/>.</summary>
    public static bool MayHold(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAnyInRange((byte)'0', (byte)'9') is var start and >= 0)
        {
            text = text[start..];
            var (count, i) = (0, 0);
            for (; i < text.Length && (char.IsAsciiDigit((char)text[i]) || text[i] is (byte)' ' or (byte)'-'); i++)
            {
                count += char.IsAsciiDigit((char)text[i]) ? 1 : 0;
            }

            if (count >= Shortest)
            {
                return true;
            }

            text = text[i..];
        }

        return false;
    }

    static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var two = ((digits[0] - '0') * 10) + digits[1] - '0';
        return (two / 10, digits.Length) switch
        {
            (4, 13 or 16 or 19) => true,
            (5, 16) => two is >= 51 and <= 55,
            (2, 16) => two is >= 22 and <= 27,
            (3, 15) => two is 34 or 37,
            (3, 14) => two is 30 or 36 or 38,
            (3, 16) => two is 35,
            (6, >= 16 and <= 19) => two is 60 or 62 or 64 or 65,
            _ => false,
        };
    }

    // The doubling check of ISO/IEC 7812-1, annex B.
    static bool PassesCheck(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = digits[digits.Length - 1 - i] - '0';
            value = i % 2 == 0 ? value : value * 2;
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }
}
