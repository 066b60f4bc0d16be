namespace Inquest.Protocol;

/// <summary>Event ids: 32 lower-case hex digits inside, dashed or not and of any case on the wire.</summary>
public static class EventId
{
    const int Length = 32;

    /// <summary>The 32 digits, or null when the text is no id. The nil id counts as none.</summary>
    public static string? Normalise(ReadOnlySpan<char> text)
    {
        text = text.Trim().Trim("{}");
        if (text.Length is not (Length or 36))
        {
            return null;
        }

        Span<char> digits = stackalloc char[Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text.Length == 36 && i is 8 or 13 or 18 or 23)
            {
                if (text[i] != '-')
                {
                    return null;
                }

                continue;
            }

            if (!char.IsAsciiHexDigit(text[i]) || count == Length)
            {
                return null;
            }

            digits[count++] = char.ToLowerInvariant(text[i]);
        }

        return count == Length && digits.ContainsAnyExcept('0') ? new string(digits) : null;
    }

    public static string New() => Guid.NewGuid().ToString("N");

    /// <summary>The dashed form that minidump senders are answered with; the text itself when it is no id.</summary>
    public static string Hyphenated(string id) =>
        id.Length == Length ? $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}" : id;
}
