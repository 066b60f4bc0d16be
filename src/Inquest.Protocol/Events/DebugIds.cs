using System.Globalization;

namespace Inquest.Protocol.Events;

/// <summary>Ids of files as clients write them → one spelling (§4.1).</summary>
static class DebugIds
{
    const int GuidDigits = 32;

    /// <summary>
    /// <c>e2a6baa4-4952-5a08-737e-7735b40fd6fd[-age]</c> or the Breakpad form → 32 upper-case digits and the age without
    /// padding. Null for text of another shape and for the nil id that native SDKs send for unknown files.
    /// </summary>
    public static string? Breakpad(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var digits = text.Replace("-", "", StringComparison.Ordinal).Trim('{', '}');
        if (digits.Length is < GuidDigits or > GuidDigits + 8 || digits.AsSpan().ContainsAnyExcept(HexDigits.All))
        {
            return null;
        }

        var guid = digits.AsSpan(0, GuidDigits);
        if (!guid.ContainsAnyExcept('0'))
        {
            return null;
        }

        var age = digits.Length == GuidDigits ? 0 : uint.Parse(digits.AsSpan(GuidDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{guid.ToString().ToUpperInvariant()}{age:X}");
    }

    /// <summary>Lower-case hex; null for the nil id and for what is no hex.</summary>
    public static string? CodeId(string? text)
    {
        var digits = text?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return string.IsNullOrEmpty(digits) || digits.AsSpan().ContainsAnyExcept(HexDigits.All) || !digits.AsSpan().ContainsAnyExcept('0')
            ? null : digits;
    }
}
