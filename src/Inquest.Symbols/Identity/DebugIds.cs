using System.Globalization;

namespace Inquest.Symbols.Identity;

/// <summary>The two spellings of debug ids: Breakpad's (32 upper-case hex digits and the age) and the dashed one (UUID, perhaps <c>-age</c>).</summary>
public static class DebugIds
{
    const int GuidDigits = 32;

    /// <summary>Breakpad's spelling of either, or empty when it is neither.</summary>
    public static string FromDashed(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > SymbolLimits.IdLengthMax)
        {
            return "";
        }

        var age = "0";
        var hex = id;
        if (Guid.TryParseExact(id.Length > 36 ? id[..36] : id, "D", out var guid))
        {
            hex = guid.ToString("N");
            age = id.Length > 37 && id[36] == '-' ? id[37..] : "0";
        }
        else if (id.Length > GuidDigits)
        {
            hex = id[..GuidDigits];
            age = id[GuidDigits..].TrimStart('-');
        }

        return hex.Length == GuidDigits && hex.All(char.IsAsciiHexDigit)
            && uint.TryParse(age, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? hex.ToUpperInvariant() + number.ToString("X", CultureInfo.InvariantCulture)
            : "";
    }

    /// <summary>The dashed spelling in lower case; the age is left out when it is 0.</summary>
    public static string ToDashed(string debugId)
    {
        ArgumentNullException.ThrowIfNull(debugId);
        if (debugId.Length < GuidDigits || !Guid.TryParseExact(debugId[..GuidDigits], "N", out var guid))
        {
            return debugId.ToLowerInvariant();
        }

        var age = debugId[GuidDigits..].TrimStart('0').ToLowerInvariant();
        return age.Length == 0 ? guid.ToString("D") : $"{guid:D}-{age}";
    }
}
