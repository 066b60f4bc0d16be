using System.Globalization;
using System.Text;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Unreal;

/// <summary>The leaves of <c>CrashContext.runtime-xml</c>: element name → text, those of <c>RuntimeProperties</c> before all others.</summary>
/// <remarks>
/// The engine writes this XML with a printer of its own: elements without attributes, the five usual entities, text that
/// it does not always escape. A reader for just that has no entities to expand and nothing to fetch.
/// </remarks>
static class CrashContext
{
    /// <param name="xml">UTF-8, or UTF-16 little-endian as older engines write it.</param>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> xml, ProtocolLimits limits)
    {
        var text = TextOf(xml[..Math.Min(xml.Length, limits.MaxSmallItemBytes)]);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = text.AsSpan();
        while (properties.Count < limits.MaxAnnotations && rest.IndexOf('<') is var open and >= 0)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('>');
            if (close < 0)
            {
                break;
            }

            var tag = rest[..close];
            rest = rest[(close + 1)..];
            var name = tag[..(tag.IndexOfAny(" /\t\r\n") is var end and >= 0 ? end : tag.Length)];
            if (name.IsEmpty || tag[0] is '/' or '?' or '!' || tag[^1] == '/' || name.Length > limits.MaxTagLength)
            {
                continue;
            }

            // A leaf is followed by its own end, whatever stands between: unescaped text may hold angle brackets.
            var ending = rest.IndexOf($"</{name}>", StringComparison.Ordinal);
            if (ending < 0 || HoldsElements(rest[..ending]))
            {
                continue;
            }

            var value = Decode(rest[..ending].Trim());
            if (value.Length > 0)
            {
                properties.TryAdd(name.ToString(), JsonShapes.Cut(value, limits.MaxMessageLength * 2));
            }

            rest = rest[ending..];
        }

        return properties;
    }

    static bool HoldsElements(ReadOnlySpan<char> text) => text.Contains("</", StringComparison.Ordinal) || text.Contains("/>", StringComparison.Ordinal);

    static string TextOf(ReadOnlySpan<byte> xml) => xml switch
    {
        [0xff, 0xfe, ..] => Encoding.Unicode.GetString(xml[2..]),
        [_, 0, ..] => Encoding.Unicode.GetString(xml),
        _ => Encoding.UTF8.GetString(xml),
    };

    static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('&'))
        {
            return text.ToString();
        }

        var decoded = new StringBuilder(text.Length);
        while (text.IndexOf('&') is var at and >= 0)
        {
            decoded.Append(text[..at]);
            text = text[at..];
            const int longest = 10;
            var end = text[..Math.Min(text.Length, longest)].IndexOf(';');
            if (end > 0 && Entity(text[1..end]) is { } rune)
            {
                decoded.Append(rune.ToString());
                text = text[(end + 1)..];
            }
            else
            {
                decoded.Append('&');
                text = text[1..];
            }
        }

        return decoded.Append(text).ToString();
    }

    static Rune? Entity(ReadOnlySpan<char> name) => name switch
    {
        "lt" => new Rune('<'),
        "gt" => new Rune('>'),
        "amp" => new Rune('&'),
        "quot" => new Rune('"'),
        "apos" => new Rune('\''),
        ['#', 'x', .. var hex] when uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && code != 0 && Rune.IsValid(code) => new Rune(code),
        ['#', .. var digits] when uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && code != 0 && Rune.IsValid(code) => new Rune(code),
        _ => null,
    };
}
