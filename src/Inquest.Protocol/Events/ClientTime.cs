using System.Globalization;
using System.Text.Json;

namespace Inquest.Protocol.Events;

/// <summary>Times as clients write them: RFC 3339 with any fraction and with or without an offset, or Unix seconds.</summary>
public static class ClientTime
{
    // Beyond these a number is no time in seconds; some clients send milliseconds.
    const double LastSecond = 253_402_300_799;
    const double FirstMillisecond = 100_000_000_000;

    public static DateTimeOffset? Parse(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Parse(element.GetString()),
        JsonValueKind.Number when element.TryGetDouble(out var seconds) => FromNumber(seconds),
        _ => null,
    };

    /// <summary>Null when the text is no time.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 64)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return FromNumber(seconds);
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParse(ShortenFraction(text), CultureInfo.InvariantCulture, utc, out var time) ? time : null;
    }

    static DateTimeOffset? FromNumber(double seconds)
    {
        if (double.IsNaN(seconds) || seconds < 0)
        {
            return null;
        }

        seconds = seconds >= FirstMillisecond ? seconds / 1_000 : seconds;
        return seconds <= LastSecond ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
    }

    // Go and Rust write nine digits of a second, which .NET refuses.
    static string ShortenFraction(string text)
    {
        const int digits = 7;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot - 1 > digits ? string.Concat(text.AsSpan(0, dot + 1 + digits), text.AsSpan(end)) : text;
    }
}
