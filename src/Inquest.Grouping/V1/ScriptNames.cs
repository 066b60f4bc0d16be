namespace Inquest.Grouping.V1;

/// <summary>Names of JavaScript, Python and Ruby.</summary>
static class ScriptNames
{
    // What a minifier leaves says nothing from one build to the next.
    const int LongestMinified = 2;

    static readonly string[] Prefixes = ["async ", "async*", "new ", "get ", "set ", "static ", "Object.", "Function."];

    public static string JavaScript(string text)
    {
        text = NameText.CutFrom(text, " [as ");
        foreach (var prefix in Prefixes)
        {
            text = NameText.CutPrefix(text, prefix);
        }

        text = NameText.Swap(text, "<anonymous>", NameText.Lambda);
        text = NameText.Swap(text, "<computed>", NameText.Lambda);
        text = NameText.CutFrom(text, "/<");
        text = text.StartsWith("_callee", StringComparison.Ordinal) ? "_callee" : NameText.CutNumbersAfter(text, "$callee");
        return IsMinified(text) ? "" : text;
    }

    public static string Python(string text) => NameText.Without(text, "<locals>.");

    /// <summary><c>block (2 levels) in load</c> and <c>rescue in load</c> stand in <c>load</c>.</summary>
    public static string Ruby(string text)
    {
        var inside = text.LastIndexOf(" in ", StringComparison.Ordinal);
        var isBlock = text.StartsWith("block", StringComparison.Ordinal);
        text = inside > 0 ? text[(inside + 4)..] : text;
        return isBlock ? text + "." + NameText.Lambda : text;
    }

    static bool IsMinified(string text)
    {
        foreach (var part in text.AsSpan().Split('.'))
        {
            if (text.AsSpan(part).Length > LongestMinified)
            {
                return false;
            }
        }

        return true;
    }
}
