namespace Inquest.Cli.Stackwalk;

/// <summary>Base names of paths from any system, and text of a dump made safe for a terminal.</summary>
static class FileNames
{
    public static string Last(string? path) => path is null ? "" : path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>Without control characters: a module name must not move the cursor or end the line.</summary>
    public static string Clean(string? text)
    {
        if (text is null)
        {
            return "";
        }

        var harmful = false;
        foreach (var c in text)
        {
            harmful |= IsHarmful(c);
        }

        return harmful ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsHarmful(source[i]) ? '\uFFFD' : source[i];
            }
        }) : text;
    }

    // Besides C0 and C1: the marks that reorder text on a screen.
    static bool IsHarmful(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
