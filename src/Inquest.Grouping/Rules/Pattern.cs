using System.Text.RegularExpressions;

namespace Inquest.Grouping.Rules;

/// <summary>A glob (<c>*</c> any text, <c>?</c> one character) or a <c>/regular expression/</c>. Matching takes time linear in the text, whatever the pattern.</summary>
sealed class Pattern
{
    readonly string[]? _parts;
    readonly Regex? _regex;
    readonly StringComparison _comparison;

    Pattern(string[]? parts, Regex? regex, StringComparison comparison) => (_parts, _regex, _comparison) = (parts, regex, comparison);

    public static Pattern Glob(string text, bool ignoreCase)
    {
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return text.Contains('?', StringComparison.Ordinal)
            ? new(null, Compile("^" + Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$", ignoreCase), comparison)
            : new(text.Split('*'), null, comparison);
    }

    /// <exception cref="ArgumentException">The expression is not valid.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking (look-arounds, back references) or is too large.</exception>
    public static Pattern Expression(string text) => new(null, Compile(text, ignoreCase: false), StringComparison.Ordinal);

    public bool Matches(string? text)
    {
        if (text is null)
        {
            return false;
        }

        if (_regex is not null)
        {
            return _regex.IsMatch(text);
        }

        var parts = _parts!;
        if (parts.Length == 1)
        {
            return text.Equals(parts[0], _comparison);
        }

        if (!text.StartsWith(parts[0], _comparison))
        {
            return false;
        }

        // The leftmost place of each part leaves the most room for the others.
        var at = parts[0].Length;
        for (var i = 1; i < parts.Length - 1; i++)
        {
            var found = text.IndexOf(parts[i], at, _comparison);
            if (found < 0)
            {
                return false;
            }

            at = found + parts[i].Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], _comparison);
    }

#pragma warning disable MA0009 // NonBacktracking takes linear time whatever the expression; that is the point.
    static Regex Compile(string text, bool ignoreCase) => new(
        text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
#pragma warning restore MA0009
}
