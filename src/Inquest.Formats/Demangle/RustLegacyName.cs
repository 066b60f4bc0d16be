using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>
/// Rust's legacy mangling: an Itanium nested name whose last part is <c>h</c> and 16 hex digits, with punctuation as <c>$LT$</c>.
/// </summary>
static class RustLegacyName
{
    static readonly (string Code, string Text)[] Escapes =
    [
        ("SP", "@"), ("BP", "*"), ("RF", "&"), ("LT", "<"), ("GT", ">"), ("LP", "("), ("RP", ")"), ("C", ","),
    ];

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <param name="text">After <c>_Z</c>.</param>
    public static bool TryDemangle(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (text.Length < 23 || text[0] != 'N')
        {
            return false;
        }

        var parts = new List<string>();
        var rest = text[1..];
        while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
        {
            var digits = 0;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            if (!int.TryParse(rest[..digits], out var length) || length > rest.Length - digits)
            {
                return false;
            }

            parts.Add(rest.Slice(digits, length).ToString());
            rest = rest[(digits + length)..];
        }

        // LLVM adds .llvm.NNN to what it makes local.
        if (parts.Count < 2 || rest.Length == 0 || rest[0] != 'E' || (rest.Length > 1 && rest[1] != '.') || !IsHash(parts[^1]))
        {
            return false;
        }

        name = string.Join("::", parts.Take(parts.Count - 1).Select(Unescape));
        return true;
    }

    static bool IsHash(string part) => part.Length == 17 && part[0] == 'h' && part.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0;

    static string Unescape(string part)
    {
        var text = new StringBuilder();
        var rest = part.AsSpan(part.StartsWith("_$", StringComparison.Ordinal) ? 1 : 0);
        while (rest.Length > 0)
        {
            if (rest.StartsWith(".."))
            {
                text.Append("::");
                rest = rest[2..];
            }
            else if (rest[0] == '$' && rest[1..].IndexOf('$') is > 0 and var end && TryEscape(rest.Slice(1, end), text))
            {
                rest = rest[(end + 2)..];
            }
            else
            {
                text.Append(rest[0]);
                rest = rest[1..];
            }
        }

        return text.ToString();
    }

    static bool TryEscape(ReadOnlySpan<char> code, StringBuilder text)
    {
        foreach (var (known, meaning) in Escapes)
        {
            if (code.SequenceEqual(known))
            {
                text.Append(meaning);
                return true;
            }
        }

        if (code[0] == 'u' && int.TryParse(code[1..], System.Globalization.NumberStyles.HexNumber, null, out var value)
            && Rune.IsValid(value))
        {
            text.Append(new Rune(value).ToString());
            return true;
        }

        return false;
    }
}
