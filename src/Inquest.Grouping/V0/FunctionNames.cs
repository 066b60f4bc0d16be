using System.Buffers;
using System.Text;

namespace Inquest.Grouping.V0;

/// <summary>
/// Function names without what compilers, builds and demanglers add: the same source gives the same name.
/// </summary>
static class FunctionNames
{
    // Longer names are generated; their beginning tells them apart.
    const int LongestName = 512;
    const string Anonymous = "(anonymous)";
    const string Folded = "<…>";
    const string Lambda = "<lambda>";

    static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    static readonly string[] CloneSuffixes = [".cold", ".part.", ".isra.", ".constprop.", ".llvm.", ".lto_priv.", ".warm", ".hot", ".clone.", ".lto.", ".localalias"];

    static readonly string[] Prefixes = ["__GI_", "non-virtual thunk to ", "virtual thunk to ", "covariant return thunk to ", "static "];

    /// <summary>Null when the name says nothing (<c>??</c>, <c>&lt;unknown&gt;</c>, an address).</summary>
    /// <param name="isNative">True for C, C++, Rust, Swift and the like: return types and parameters are cut.</param>
    public static string? Clean(string? name, bool isNative)
    {
        var text = name?.Trim();
        if (string.IsNullOrEmpty(text) || text is "??" or "?" or "<unknown>" or "unknown" or "<redacted>" or "<name omitted>"
            || text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("sub_", StringComparison.Ordinal))
        {
            return null;
        }

        text = text.Length > LongestName * 4 ? text[..(LongestName * 4)] : text;
        text = isNative ? Native(text) : Managed(text);
        text = text.Length > LongestName ? text[..LongestName] : text;
        return text.Length == 0 ? null : text;
    }

    static string Native(string text)
    {
        // An Objective-C method is written with a space and without parameters.
        if (text.StartsWith("-[", StringComparison.Ordinal) || text.StartsWith("+[", StringComparison.Ordinal))
        {
            return text;
        }

        foreach (var prefix in Prefixes)
        {
            text = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        }

        text = CutSymbolVersion(CutCloneSuffixes(text));
        text = CutRustHash(text);
        text = text.Replace("[abi:cxx11]", "", StringComparison.Ordinal)
            .Replace("(anonymous namespace)", Anonymous, StringComparison.Ordinal)
            .Replace("`anonymous namespace'", Anonymous, StringComparison.Ordinal)
            .Replace("`anonymous-namespace'", Anonymous, StringComparison.Ordinal)
            .Replace("{anonymous}", Anonymous, StringComparison.Ordinal)
            .Replace("_GLOBAL__N_1", Anonymous, StringComparison.Ordinal)
            .Replace("{{closure}}", Lambda, StringComparison.Ordinal)
            .Replace("{closure#0}", Lambda, StringComparison.Ordinal);
        text = FoldLambdas(text);
        text = FoldTemplates(text);
        text = CutParameters(text);
        return CutReturnType(text).Trim();
    }

    static string Managed(string text)
    {
        text = CutRecursionCount(text);
        text = CompilerNames(text);
        text = FoldNumbersAfter(text, "GeneratedMethodAccessor");
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        text = FoldNumbersAfter(text, "$$Lambda$");
        text = FoldNumbersAfter(text, "$$Lambda/");
        text = FoldNumbersAfter(text, "lambda$");
        text = FoldNumbersAfter(text, "$Proxy");
        text = FoldNumbersAfter(text, "$$EnhancerBySpringCGLIB$$");
        return text;
    }

    static string CutCloneSuffixes(string text)
    {
        var clone = text.IndexOf(" [clone ", StringComparison.Ordinal);
        text = clone > 0 ? text[..clone] : text;
        foreach (var suffix in CloneSuffixes)
        {
            var at = text.IndexOf(suffix, StringComparison.Ordinal);
            text = at > 0 ? text[..at] : text;
        }

        return text;
    }

    // memcpy@@GLIBC_2.14, puts@plt; Swift and Windows (@4) names keep theirs.
    static string CutSymbolVersion(string text)
    {
        var at = text.IndexOf("@@", StringComparison.Ordinal);
        at = at < 0 && text.EndsWith("@plt", StringComparison.Ordinal) ? text.Length - 4 : at;
        at = at < 0 ? text.IndexOf("@GLIBC", StringComparison.Ordinal) : at;
        return at > 0 && text[0] != '?' ? text[..at] : text;
    }

    static string CutRustHash(string text)
    {
        const int length = 19;
        return text.Length > length && text[^length..].StartsWith("::h", StringComparison.Ordinal)
            && !text.AsSpan(text.Length - 16).ContainsAnyExcept(LowerHex) ? text[..^length] : text;
    }

    /// <summary>
    /// <c>{lambda(int)#1}</c> (gcc), <c>'lambda'(int)</c> and <c>$_0</c> (clang), <c>&lt;lambda_1a2b…&gt;</c> (msvc) → one spelling.
    /// </summary>
    static string FoldLambdas(string text)
    {
        text = FoldBetween(text, "{lambda(", '}');
        text = FoldBetween(text, "<lambda_", '>');
        var quoted = text.IndexOf("'lambda", StringComparison.Ordinal);
        if (quoted >= 0 && text.IndexOf('\'', quoted + 1) is > 0 and var close)
        {
            var rest = text[(close + 1)..];
            var end = rest.StartsWith('(') ? MatchingEnd(rest, 0, '(', ')') : -1;
            text = text[..quoted] + Lambda + (end > 0 ? rest[(end + 1)..] : rest);
        }

        var numbered = text.IndexOf("$_", StringComparison.Ordinal);
        if (numbered >= 0)
        {
            var end = numbered + 2;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            text = string.Concat(text.AsSpan(0, numbered), Lambda, text.AsSpan(end));
        }

        return text;
    }

    static string FoldBetween(string text, string opening, char closing)
    {
        while (text.IndexOf(opening, StringComparison.Ordinal) is var start and >= 0)
        {
            var end = closing == '}' ? MatchingEnd(text, start, '{', '}') : text.IndexOf(closing, start);
            if (end < 0)
            {
                break;
            }

            text = string.Concat(text.AsSpan(0, start), Lambda, text.AsSpan(end + 1));
        }

        return text;
    }

    /// <summary>Arguments of templates and generics → <c>&lt;…&gt;</c>; operators and Rust's <c>&lt;T as Trait&gt;</c> stay.</summary>
    static string FoldTemplates(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '<')
            {
                folded.Append(text[i]);
                continue;
            }

            if (text.AsSpan(i).StartsWith(Lambda))
            {
                folded.Append(Lambda);
                i += Lambda.Length - 1;
                continue;
            }

            // operator<, operator<<, operator<=, operator<=>
            if (EndsWithOperator(folded))
            {
                while (i < text.Length && text[i] is '<' or '=' or '>')
                {
                    folded.Append(text[i++]);
                }

                i--;
                continue;
            }

            var end = MatchingEnd(text, i, '<', '>');
            if (i == 0 && end > 0 && text.AsSpan(0, end).Contains(" as ", StringComparison.Ordinal))
            {
                folded.Append('<').Append(FoldTemplates(text[1..end])).Append('>');
                i = end;
                continue;
            }

            folded.Append(Folded);
            if (end < 0)
            {
                break;
            }

            i = end;
        }

        return folded.ToString();
    }

    static bool EndsWithOperator(StringBuilder text) =>
        text.Length >= 8 && text.ToString(text.Length - 8, 8) == "operator";

    static string CutParameters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '(')
            {
                continue;
            }

            if (text.AsSpan(i).StartsWith(Anonymous))
            {
                i += Anonymous.Length - 1;
            }
            else if (i >= 8 && text.AsSpan(0, i).EndsWith("operator") && text.AsSpan(i).StartsWith("()"))
            {
                i++;
            }
            else
            {
                // What follows the list is a qualifier, or a name inside the function (a local class, a lambda).
                var end = MatchingEnd(text, i, '(', ')');
                var inner = end < 0 ? -1 : text.IndexOf("::", end, StringComparison.Ordinal);
                return inner < 0 ? text[..i] : text[..i] + CutParameters(text[inner..]);
            }
        }

        return text;
    }

    // Demanglers print the return type of templates only, so that it comes and goes with a refactoring.
    static string CutReturnType(string text)
    {
        text = text.Trim();
        var name = text.IndexOf("operator", StringComparison.Ordinal) is >= 0 and var op ? op : text.Length;
        if (text.StartsWith('<') && text.Contains(" as ", StringComparison.Ordinal))
        {
            return text;
        }

        var space = text.AsSpan(0, name).LastIndexOf(' ');
        return space > 0 ? text[(space + 1)..].TrimStart('*', '&') : text;
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
    /// C#: <c>&lt;Load&gt;d__5.MoveNext</c> → <c>Load</c>, <c>&lt;Main&gt;g__Local|0_0</c> → <c>Main.Local</c>,
    /// <c>&lt;&gt;c__DisplayClass3_0.&lt;Run&gt;b__1</c> → <c>Run.&lt;lambda&gt;</c>.
    /// </summary>
    static string CompilerNames(string text)
    {
        var open = text.LastIndexOf('<');
        var close = open < 0 ? -1 : text.IndexOf('>', open);
        if (close <= open + 1)
        {
            return text;
        }

        var owner = text[(open + 1)..close];
        var rest = text[(close + 1)..];
        if (rest.StartsWith("d__", StringComparison.Ordinal))
        {
            return owner;
        }

        if (rest.StartsWith("b__", StringComparison.Ordinal))
        {
            return owner + "." + Lambda;
        }

        return rest.StartsWith("g__", StringComparison.Ordinal) ? $"{owner}.{rest[3..].Split('|')[0]}" : text;
    }

    static string FoldNumbersAfter(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var head = at + word.Length;
        var folded = new StringBuilder(text, 0, head, text.Length);
        var isHex = word.EndsWith("$$", StringComparison.Ordinal) || word.Contains("Lambda", StringComparison.Ordinal);
        foreach (var c in text.AsSpan(head))
        {
            if (!char.IsAsciiDigit(c) && !(isHex && char.IsAsciiHexDigit(c)))
            {
                folded.Append(c);
            }
        }

        return folded.ToString();
    }

    /// <summary>Index of the bracket that closes the one at <paramref name="start"/>, or -1.</summary>
    static int MatchingEnd(string text, int start, char open, char close)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == open)
            {
                depth++;
            }
            else if (text[i] == close && !(close == '>' && i > 0 && text[i - 1] == '-') && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
