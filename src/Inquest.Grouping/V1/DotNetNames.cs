using System.Text;

namespace Inquest.Grouping.V1;

/// <summary>Names of .NET: what the C# compiler makes of async methods, iterators, lambdas and local functions is undone.</summary>
static class DotNetNames
{
    public static string Clean(string text)
    {
        text = CutRecursionCount(text);
        text = NameText.CutFrom(text, "+MoveNext");
        text = CompilerNames(text);
        text = text.Contains('`', StringComparison.Ordinal) ? NameText.CutNumbersAfter(text, "`").Replace("`", "", StringComparison.Ordinal) : text;
        text = text.Contains('[', StringComparison.Ordinal) ? NameText.CutBrackets(text, '[', ']') : text;
        text = NameText.CutFrom(text, "(");
        var space = text.LastIndexOf(' ');
        return space > 0 ? text[(space + 1)..] : text;
    }

    // The .NET SDK folds recursion itself and writes “F x 3”.
    static string CutRecursionCount(string text)
    {
        var end = text.Length;
        while (end > 0 && char.IsAsciiDigit(text[end - 1]))
        {
            end--;
        }

        return end < text.Length && text.AsSpan(0, end).EndsWith(" x ") ? text[..(end - 3)] : text;
    }

    /// <summary>
    /// <c>Game.&lt;Load&gt;d__5.MoveNext</c> → <c>Game.Load</c>, <c>&lt;Main&gt;g__Local|0_0</c> → <c>Main.Local</c>,
    /// <c>&lt;&gt;c__DisplayClass3_0.&lt;Run&gt;b__1</c> → <c>Run.&lt;lambda&gt;</c>.
    /// </summary>
    static string CompilerNames(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var open = text.LastIndexOf('<');
        var close = text.IndexOf('>', open);
        if (close <= open + 1)
        {
            return text;
        }

        var owner = text[(open + 1)..close];
        var rest = text[(close + 1)..];
        var made = rest.StartsWith("d__", StringComparison.Ordinal) ? owner
            : rest.StartsWith("b__", StringComparison.Ordinal) ? owner + "." + NameText.Lambda
            : rest.StartsWith("g__", StringComparison.Ordinal) ? $"{owner}.{rest[3..].Split('|')[0]}" : null;
        return made is null ? text : OuterOf(text[..open]) + made;
    }

    // What stands before: Game., Game+, or the closure class Game.<>c__DisplayClass3_0.
    static string OuterOf(string text)
    {
        var closure = text.IndexOf("<>c", StringComparison.Ordinal);
        var outer = new StringBuilder(closure >= 0 ? text[..closure] : text).Replace('+', '.').ToString().TrimEnd('.');
        return outer.Length > 0 ? outer + "." : "";
    }
}
