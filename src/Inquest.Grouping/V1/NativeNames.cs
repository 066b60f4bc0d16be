using System.Buffers;
using System.Text;

namespace Inquest.Grouping.V1;

/// <summary>Names of C, C++, Rust, Swift and Objective-C as demanglers of several makes write them.</summary>
static class NativeNames
{
    const string Anonymous = "(anonymous)";
    const string Folded = "<…>";
    const string Lambda = NameText.Lambda;

    static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    // A name without any of these is a plain C name: nothing of it can be noise but a leading underscore form.
    static readonly SearchValues<char> Suspicious = SearchValues.Create("<>(){}[]'`*& .@$~#,=");

    static readonly string[] CloneSuffixes =
    [
        ".cold", ".part.", ".isra.", ".constprop.", ".llvm.", ".lto_priv", ".warm", ".hot", ".clone.", ".lto.", ".localalias", "._omp_fn", ".omp_outlined",
        ".resume", ".destroy", ".cleanup", ".actor", ".__uniq.", ".resolver", ".ifunc", ".specialized.", ".sroa.", ".eh",
    ];

    static readonly string[] Prefixes =
    [
        "*__GI_", "__GI_", "_IA__", "*_", "non-virtual thunk to ", "virtual thunk to ", "covariant return thunk to ", "static ", "guard variable for ",
        "partial apply for ", "partial apply forwarder for ", "reabstraction thunk helper from ", "specialized ", "merged ", "outlined ", "@objc ", "@nonobjc ",
        "dispatch thunk of ", "thunk for ", "generic specialization ", "function signature specialization ", "implicit closure #1 in ", "implicit closure #2 in ",
    ];

    // The C library picks one of these by processor; the source has one call.
    static readonly string[] ProcessorSuffixes = ["_avx", "_sse", "_ssse", "_evex", "_erms", "_unaligned", "_neon", "_sve", "_ia32", "_i686", "_i586", "_power", "_generic", "_falkor", "_thunderx", "_a64fx"];

    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspicious))
        {
            return CutRustHash(CutProcessor(NameText.CutPrefix(NameText.CutPrefix(text, "__GI_"), "_IA__")));
        }

        // An Objective-C method is written with a space and without parameters; its blocks carry counters.
        if (text.StartsWith("-[", StringComparison.Ordinal) || text.StartsWith("+[", StringComparison.Ordinal) || text.Contains("_block_invoke", StringComparison.Ordinal))
        {
            return ObjectiveC(text);
        }

        var before = text;
        do
        {
            before = text;
            foreach (var prefix in Prefixes)
            {
                text = NameText.CutPrefix(text, prefix);
            }
        }
        while (!ReferenceEquals(before, text) && text != before);
        text = SwiftClosures(text);
        text = CutRustHash(CutSymbolVersion(CutCloneSuffixes(text)));
        text = Spellings(text);
        text = FoldLambdas(text);
        text = FoldTemplates(text);
        text = CutParameters(text);
        return CutReturnType(text).Trim();
    }

    static string CutProcessor(string text)
    {
        if (!text.StartsWith("__", StringComparison.Ordinal))
        {
            return text;
        }

        foreach (var suffix in ProcessorSuffixes)
        {
            var at = text.IndexOf(suffix, StringComparison.Ordinal);
            if (at > 2)
            {
                return text[2..at];
            }
        }

        return text;
    }

    static string ObjectiveC(string text)
    {
        // __42-[Foo bar:]_block_invoke_2 and ___parse_block_invoke.31 are blocks of Foo's bar: and of parse.
        var block = text.IndexOf("_block_invoke", StringComparison.Ordinal);
        if (block < 0)
        {
            return text;
        }

        var owner = text[..block].TrimStart('_').TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return owner + Lambda;
    }

    // closure #1 in closure #2 in Game.load(), (2) suspend resume partial function for Game.load()
    static string SwiftClosures(string text)
    {
        var partial = text.IndexOf("resume partial function for ", StringComparison.Ordinal);
        text = partial >= 0 ? text[(partial + "resume partial function for ".Length)..] : text;
        if (!text.StartsWith("closure #", StringComparison.Ordinal))
        {
            return CutSwiftResult(text);
        }

        var inside = text.LastIndexOf(" in ", StringComparison.Ordinal);
        return inside > 0 ? CutSwiftResult(text[(inside + 4)..]) + "." + Lambda : text;
    }

    static string CutSwiftResult(string text)
    {
        var arrow = text.IndexOf(") -> ", StringComparison.Ordinal);
        return arrow > 0 ? text[..(arrow + 1)] : text;
    }

    static string CutCloneSuffixes(string text)
    {
        text = NameText.CutFrom(text, " [clone ");
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        foreach (var suffix in CloneSuffixes)
        {
            text = NameText.CutFrom(text, suffix);
        }

        return text;
    }

    // memcpy@@GLIBC_2.14, puts@plt; Swift and Windows (@4) names keep theirs.
    static string CutSymbolVersion(string text)
    {
        if (text[0] == '?' || !text.Contains('@', StringComparison.Ordinal))
        {
            return text;
        }

        var at = text.IndexOf("@@", StringComparison.Ordinal);
        at = at < 0 && text.EndsWith("@plt", StringComparison.Ordinal) ? text.Length - 4 : at;
        at = at < 0 ? text.IndexOf("@GLIBC", StringComparison.Ordinal) : at;
        return at > 0 ? text[..at] : text;
    }

    static string CutRustHash(string text)
    {
        const int length = 19;
        return text.Length > length && text[^length..].StartsWith("::h", StringComparison.Ordinal)
            && !text.AsSpan(text.Length - 16).ContainsAnyExcept(LowerHex) ? text[..^length] : text;
    }

    // One spelling for what demanglers write in several, and nothing for inline namespaces and tags of the library's version.
    static string Spellings(string text)
    {
        if (text.Contains("nonymous", StringComparison.Ordinal) || text.Contains("_GLOBAL__N_1", StringComparison.Ordinal))
        {
            text = text.Replace("(anonymous namespace)", Anonymous, StringComparison.Ordinal)
                .Replace("`anonymous namespace'", Anonymous, StringComparison.Ordinal)
                .Replace("`anonymous-namespace'", Anonymous, StringComparison.Ordinal)
                .Replace("{anonymous}", Anonymous, StringComparison.Ordinal)
                .Replace("_GLOBAL__N_1", Anonymous, StringComparison.Ordinal);
        }

        if (text.Contains("std::", StringComparison.Ordinal))
        {
            text = text.Replace("std::__1::", "std::", StringComparison.Ordinal).Replace("std::__cxx11::", "std::", StringComparison.Ordinal)
                .Replace("std::__ndk1::", "std::", StringComparison.Ordinal).Replace("std::_V2::", "std::", StringComparison.Ordinal);
        }

        if (text.Contains('[', StringComparison.Ordinal))
        {
            text = CutTags(text);
        }

        if (text.Contains('{', StringComparison.Ordinal))
        {
            text = RustBraces(text);
        }

        return NameText.Without(text, "$LT$impl$u20$");
    }

    // get[abi:cxx11], core[2d6e8f0a]::panicking (Rust's crate hash).
    static string CutTags(string text)
    {
        for (var open = text.IndexOf('[', StringComparison.Ordinal); open >= 0; open = open < text.Length ? text.IndexOf('[', open) : -1)
        {
            var close = text.IndexOf(']', open);
            if (close < 0)
            {
                break;
            }

            var inner = text.AsSpan(open + 1, close - open - 1);
            var isTag = inner.StartsWith("abi:", StringComparison.Ordinal) || (open > 0 && inner.Length >= 8 && !inner.ContainsAnyExcept(LowerHex));
            text = isTag ? string.Concat(text.AsSpan(0, open), text.AsSpan(close + 1)) : text;
            open = isTag ? open : close;
        }

        return text;
    }

    // {{closure}}, {closure#2}, {closure_env#0}, {async_fn#0}, {impl#3}, {{vtable.shim}}: numbers follow the order in the source.
    static string RustBraces(string text)
    {
        text = text.Replace("::{{vtable.shim}}", "", StringComparison.Ordinal).Replace("::{shim:vtable#0}", "", StringComparison.Ordinal)
            .Replace("{{closure}}", Lambda, StringComparison.Ordinal);
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = open < text.Length ? text.IndexOf('{', open) : -1)
        {
            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            var inner = text.AsSpan(open + 1, close - open - 1);
            var word = inner.StartsWith("closure", StringComparison.Ordinal) || inner.StartsWith("lambda#", StringComparison.Ordinal) ? Lambda
                : inner.StartsWith("async_", StringComparison.Ordinal) || inner.StartsWith("gen_fn", StringComparison.Ordinal) ? ""
                : inner.StartsWith("impl#", StringComparison.Ordinal) ? "{impl}"
                : inner.StartsWith("unnamed", StringComparison.Ordinal) ? "<unnamed>" : null;
            if (word is not null)
            {
                var head = word.Length == 0 && text.AsSpan(0, open).EndsWith("::") ? open - 2 : open;
                text = string.Concat(text.AsSpan(0, head), word, text.AsSpan(close + 1));
                open = head + word.Length;
            }
            else
            {
                open++;
            }
        }

        return text;
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
            var end = rest.StartsWith('(') ? NameText.MatchingEnd(rest, 0, '(', ')') : -1;
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
            var end = closing == '}' ? NameText.MatchingEnd(text, start, '{', '}') : text.IndexOf(closing, start);
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

            var end = NameText.MatchingEnd(text, i, '<', '>');
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

    static bool EndsWithOperator(StringBuilder text) => text.Length >= 8 && text.ToString(text.Length - 8, 8) == "operator";

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
                var end = NameText.MatchingEnd(text, i, '(', ')');
                var inner = end < 0 ? -1 : text.IndexOf("::", end, StringComparison.Ordinal);
                var dotted = end > 0 && text.AsSpan(end + 1).StartsWith("." + Lambda);
                return inner >= 0 ? text[..i] + CutParameters(text[inner..]) : dotted ? text[..i] + text[(end + 1)..] : text[..i];
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
}
