using System.Text;

namespace Inquest.Web.Text;

/// <summary>Makes long function names readable: template arguments become <c>&lt;…&gt;</c>.</summary>
public static class FunctionName
{
    /// <summary>An argument list up to this long says more than an ellipsis: <c>vector&lt;int&gt;</c>.</summary>
    const int ArgumentsLengthKept = 12;

    /// <summary>Beyond this, parameters are folded too; about one line of the stack table.</summary>
    const int LineLength = 90;

    /// <summary>The name with long template arguments folded; unbalanced names come back as they are.</summary>
    public static string Fold(string name)
    {
        var folded = name.Contains('<', StringComparison.Ordinal) ? FoldTemplates(name) ?? name : name;
        return folded.Length > LineLength ? FoldParameters(folded) : folded;
    }

    static string? FoldTemplates(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '<' || !OpensArguments(name, i))
            {
                result.Append(name[i]);
                continue;
            }

            var close = FindClose(name, i);
            if (close < 0)
            {
                return null;
            }

            var arguments = name.AsSpan(i, close - i + 1);
            result.Append(arguments.Length - 2 <= ArgumentsLengthKept ? arguments : "<…>");
            i = close;
        }

        return result.ToString();
    }

    // `operator<`, a leading `<T as Trait>`, `<lambda>` and C#'s `<Main>$` are names, not arguments.
    static bool OpensArguments(string name, int at)
    {
        if (at == 0 || name.AsSpan(0, at).EndsWith("operator", StringComparison.Ordinal)
            || name.AsSpan(0, at).EndsWith("operator<", StringComparison.Ordinal))
        {
            return false;
        }

        var before = name[at - 1];
        return char.IsLetterOrDigit(before) || before is '_' or ']' or '>'
            // Rust writes Vec::<T>.
            || (before == ':' && !name.AsSpan(at).StartsWith("<lambda", StringComparison.Ordinal));
    }

    static int FindClose(string name, int open)
    {
        var depth = 0;
        for (var i = open; i < name.Length; i++)
        {
            if (name[i] == '<')
            {
                depth++;
            }
            // The arrow of a closure's or Swift function's type closes nothing.
            else if (name[i] == '>' && name[i - 1] is not ('-' or '=') && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    static string FoldParameters(string name)
    {
        var close = name.LastIndexOf(')');
        if (close < 0)
        {
            return name;
        }

        var depth = 0;
        for (var i = close; i >= 0; i--)
        {
            depth += name[i] switch
            {
                ')' => 1,
                '(' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                // `(anonymous namespace)` begins a name; there is something before a parameter list.
                return i == 0 || close - i < 3 ? name : string.Concat(name.AsSpan(0, i), "(…)", name.AsSpan(close + 1));
            }
        }

        return name;
    }
}
