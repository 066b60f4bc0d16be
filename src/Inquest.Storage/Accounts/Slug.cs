using System.Text;

namespace Inquest.Storage.Accounts;

/// <summary>Names as they stand in addresses.</summary>
public static class Slug
{
    /// <summary>Lower-case letters, digits and single dashes; never empty.</summary>
    public static string From(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        // An address of digits alone would be taken for an id.
        return text.Length == 0 ? "main" : text.All(char.IsAsciiDigit) ? "p-" + text : text[..Math.Min(text.Length, StorageLimits.SlugLengthMax)];
    }

    /// <summary>The first part of short ids: <c>GAME</c> of “game server”.</summary>
    public static string ShortPrefix(string slug) => slug.Split('-')[0].ToUpperInvariant();
}
