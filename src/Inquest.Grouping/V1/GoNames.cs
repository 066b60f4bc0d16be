namespace Inquest.Grouping.V1;

/// <summary>Names of Go: <c>main.(*Store).Load.func1.2</c> → <c>main.(*Store).Load.&lt;lambda&gt;</c>, type arguments folded.</summary>
static class GoNames
{
    public static string Clean(string text)
    {
        text = NameText.CutFrom(text, "-fm");
        text = text.Contains('[', StringComparison.Ordinal) ? NameText.CutBrackets(text, '[', ']') : text;
        text = text.StartsWith("glob..", StringComparison.Ordinal) ? text[6..] : text;
        foreach (var mark in (ReadOnlySpan<string>)[".func", ".gowrap", ".deferwrap"])
        {
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at > 0 && at + mark.Length < text.Length && char.IsAsciiDigit(text[at + mark.Length]))
            {
                return text[..at] + "." + NameText.Lambda;
            }
        }

        return text.StartsWith("func", StringComparison.Ordinal) && text.Length > 4 && char.IsAsciiDigit(text[4]) ? NameText.Lambda : text;
    }
}
