using System.Text;

namespace Inquest.Storage.Queries;

/// <summary>What a person typed into the search field.</summary>
/// <param name="Match">Expression for the full-text index, or null when there are no words.</param>
/// <param name="Tags">Filters <c>key:value</c>.</param>
/// <param name="Releases">Filters <c>release:value</c>.</param>
/// <param name="IsCrash"><c>is:crash</c> (true), <c>is:error</c> (false), or neither.</param>
/// <param name="Problem">Words about a part that was not understood.</param>
public sealed record SearchQuery(
    string? Match, IReadOnlyList<KeyValuePair<string, string>> Tags, IReadOnlyList<string> Releases, bool? IsCrash, string? Problem)
{
    public static SearchQuery Empty { get; } = new(null, [], [], null, null);

    public bool IsEmpty => Match is null && Tags.Count == 0 && Releases.Count == 0 && IsCrash is null;

    /// <summary>Never fails: what is no filter is a word.</summary>
    public static SearchQuery Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Empty;
        }

        var match = new StringBuilder();
        var tags = new List<KeyValuePair<string, string>>();
        var releases = new List<string>();
        bool? isCrash = null;
        string? problem = null;
        var parts = 0;
        foreach (var part in Split(text.Length > QueryLimits.SearchLengthMax ? text[..QueryLimits.SearchLengthMax] : text))
        {
            if (++parts > QueryLimits.SearchPartsMax)
            {
                problem = $"Only the first {QueryLimits.SearchPartsMax} words were looked for.";
                break;
            }

            if (!TryFilter(part, out var key, out var value))
            {
                AddWord(match, part.Replace("\"", "", StringComparison.Ordinal), isQuoted: part.StartsWith('"'));
            }
            else if (key == "release")
            {
                releases.Add(value);
            }
            else if (key == "is")
            {
                (isCrash, problem) = value switch
                {
                    "crash" => (true, problem),
                    "error" => ((bool?)false, problem),
                    _ => (isCrash, $"is:{value} is not known; is:crash and is:error are."),
                };
            }
            else
            {
                tags.Add(new(key, value));
            }
        }

        return new(match.Length == 0 ? null : match.ToString(), tags, releases, isCrash, problem);
    }

    static IEnumerable<string> Split(string text)
    {
        var (start, quoted) = (-1, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
            {
                quoted = !quoted;
            }

            var isGap = i == text.Length || (!quoted && char.IsWhiteSpace(text[i]));
            if (isGap && start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
            else if (!isGap && start < 0)
            {
                start = i;
            }
        }
    }

    // Renderer::Draw, http://… and C:\… have colons and are words.
    static bool TryFilter(string part, out string key, out string value)
    {
        (key, value) = ("", "");
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || colon == part.Length - 1 || part[colon + 1] == ':' || part.AsSpan(colon + 1).StartsWith("//", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var letter in part.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        (key, value) = (part[..colon], part[(colon + 1)..].Replace("\"", "", StringComparison.Ordinal));
        return value.Length > 0;
    }

    // A phrase in quotes is data to the index, whatever characters it has; the star makes its last word a prefix.
    static void AddWord(StringBuilder match, string word, bool isQuoted)
    {
        if (!word.Any(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$'))
        {
            return;
        }

        match.Append(match.Length > 0 ? " AND " : "").Append('"').Append(word).Append('"').Append(isQuoted ? "" : "*");
    }
}
