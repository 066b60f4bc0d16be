namespace Inquest.Grouping.V1;

/// <summary>Files of scripts without what bundlers add: <c>main.8f3a2b1c.js?v=3</c> → <c>main.js</c>.</summary>
static class FileNames
{
    public static string WithoutHash(string name)
    {
        var query = name.AsSpan().IndexOfAny('?', '#');
        name = query > 0 ? name[..query] : name;
        var dot = name.LastIndexOf('.');
        if (dot <= 0)
        {
            return name;
        }

        var start = name.AsSpan(0, dot).LastIndexOfAny('.', '-') + 1;
        return start > 1 && LooksHashed(name.AsSpan(start, dot - start)) ? string.Concat(name.AsSpan(0, start - 1), name.AsSpan(dot)) : name;
    }

    /// <summary>Paths with slashes, their ends when they are very long.</summary>
    public static string Cut(string path)
    {
        var text = path.Length > GroupingLimits.MaxPath ? path[^GroupingLimits.MaxPath..] : path;
        return text.Contains('\\', StringComparison.Ordinal) ? text.Replace('\\', '/') : text;
    }

    // Six letters and digits mixed or more: no word of a language.
    static bool LooksHashed(ReadOnlySpan<char> text)
    {
        if (text.Length < 6)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return text.ContainsAnyInRange('0', '9');
    }
}
