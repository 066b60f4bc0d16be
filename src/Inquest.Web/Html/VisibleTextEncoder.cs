using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Inquest.Web.Html;

/// <summary>Escapes markup, and makes characters that hide or reorder text visible.</summary>
/// <remarks>
/// Crash reports carry strings of strangers. Escaping markup keeps them from running; it does not keep a right-to-left
/// override from turning <c>gpj.exe</c> into <c>exe.jpg</c> on the page. Such characters are written as <c>\u202E</c>,
/// here, once, so that no template can forget it.
/// </remarks>
public sealed class VisibleTextEncoder : HtmlEncoder
{
    public static VisibleTextEncoder Instance { get; } = new();

    /// <summary><c>\U0010FFFF</c> and <c>&amp;quot;</c> are the longest forms.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 10;

    /// <summary>True for a character that a reader would not see, or that changes the order of what is seen.</summary>
    public static bool IsHidden(int scalar) => scalar switch
    {
        '\t' or '\n' or '\r' => false,
        < 0x20 or (>= 0x7f and <= 0x9f) => true,
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
        0xAD or 0x61C or 0x180E => true,
        // Zero-width characters, directional marks, embeddings, overrides and isolates, line separators, invisible operators.
        (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) => true,
        0xFEFF or (>= 0xFFF9 and <= 0xFFFB) => true,
        // Noncharacters and tag characters.
        (>= 0xFDD0 and <= 0xFDEF) or (>= 0xE0000 and <= 0xE007F) => true,
        _ => (scalar & 0xFFFE) == 0xFFFE,
    };

    /// <summary>The text for a place that is no HTML: hidden characters made visible, nothing else changed.</summary>
    public static string Visible(string text)
    {
        var needed = false;
        foreach (var rune in text.EnumerateRunes())
        {
            needed |= IsHidden(rune.Value);
        }

        if (!needed)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            builder.Append(IsHidden(rune.Value) ? Escape(rune.Value) : rune.ToString());
        }

        return builder.ToString();
    }

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            // A surrogate half is looked at as a whole by TryEncodeUnicodeScalar; a lone one must not pass.
            if (char.IsSurrogate(text[i]) || WillEncode(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var target = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
        {
            return new Rune(unicodeScalar).TryEncodeToUtf16(target, out numberOfCharactersWritten);
        }

        var text = unicodeScalar switch
        {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '`' => "&#96;",
            _ => Escape(unicodeScalar),
        };
        numberOfCharactersWritten = text.TryCopyTo(target) ? text.Length : 0;
        return numberOfCharactersWritten != 0;
    }

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is '<' or '>' or '&' or '"' or '\'' or '`' || IsHidden(unicodeScalar);

    static string Escape(int scalar) => scalar switch
    {
        0 => "\\0",
        <= 0xFFFF => "\\u" + scalar.ToString("X4", CultureInfo.InvariantCulture),
        _ => "\\U" + scalar.ToString("X8", CultureInfo.InvariantCulture),
    };
}
