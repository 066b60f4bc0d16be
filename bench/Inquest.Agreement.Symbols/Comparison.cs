using Inquest.Formats.Demangle;
using Inquest.Symbols;

namespace Inquest.Agreement.Symbols;

/// <summary>Counts where our answer is the peers', and by kind where it is not.</summary>
sealed class Comparison
{
    readonly SortedDictionary<string, (int Count, string Example)> _differences = new(StringComparer.Ordinal);

    public int Sampled { get; private set; }

    public int Agreed { get; private set; }

    public int Equal { get; private set; }

    public IReadOnlyDictionary<string, (int Count, string Example)> Differences => _differences;

    /// <param name="peer">Both peers' answer, or null where they differ or know nothing.</param>
    public void Add(ulong address, IReadOnlyList<Frame>? peer, SymbolLocation? ours)
    {
        Sampled++;
        if (peer is null)
        {
            return;
        }

        Agreed++;
        var kind = Kind(peer, ours is null ? [] : Frames(ours));
        if (kind is null)
        {
            Equal++;
            return;
        }

        var (count, example) = _differences.GetValueOrDefault(kind);
        _differences[kind] = (count + 1, example ?? $"{address:x}: {string.Join(" < ", peer)} | {(ours is null ? "nothing" : string.Join(" < ", Frames(ours)))}");
    }

    public void Add(Comparison other)
    {
        (Sampled, Agreed, Equal) = (Sampled + other.Sampled, Agreed + other.Agreed, Equal + other.Equal);
    }

    /// <summary>Whether two peers say the same: one has full names, the other what stands in the entry, so the identifier decides.</summary>
    public static bool AreSame(IReadOnlyList<Frame> a, IReadOnlyList<Frame> b) => a.Count == b.Count
        && a.Zip(b).All(pair => pair.First.Line == pair.Second.Line && SameFile(pair.First.File, pair.Second.File)
            && Identifier(pair.First.Function) == Identifier(pair.Second.Function));

    static string? Kind(IReadOnlyList<Frame> a, IReadOnlyList<Frame> b)
    {
        if (b.Count == 0)
        {
            return "nothing";
        }

        if (a.Count != b.Count)
        {
            return "depth";
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (a[i].Line != b[i].Line)
            {
                return "line";
            }

            if (!SameFile(a[i].File, b[i].File))
            {
                return "file";
            }

            if (!SameName(a[i].Function, b[i].Function))
            {
                // The symbol table has the linkage name of a function whose entry has none: local classes, lambdas.
                return Identifier(a[i].Function) == Identifier(b[i].Function) ? "scope or parameters" : "function";
            }
        }

        return null;
    }

    // A relative folder that one tool joins with the compilation's and the other does not.
    static bool SameFile(string a, string b) => a == b || a.EndsWith("/" + b, StringComparison.Ordinal) || b.EndsWith("/" + a, StringComparison.Ordinal);

    /// <summary>
    /// Equal, or equal but for what tools add on purpose: clones of a function, and scopes of a name that has no linkage name.
    /// </summary>
    static bool SameName(string a, string b)
    {
        (a, b) = (Plain(a), Plain(b));
        return a == b || a.EndsWith("::" + b, StringComparison.Ordinal) || b.EndsWith("::" + a, StringComparison.Ordinal);
    }

    // The last name without scopes, parameters and template arguments.
    static string Identifier(string name)
    {
        var result = new System.Text.StringBuilder();
        var depth = 0;
        foreach (var character in Plain(name).Replace("operator()", "operator", StringComparison.Ordinal))
        {
            depth -= character is ')' or '>' or ']' or '}' ? 1 : 0;
            if (depth <= 0 && character == ':')
            {
                result.Clear();
            }
            else if (depth <= 0 && char.IsAsciiLetterOrDigit(character) || character == '_')
            {
                result.Append(character);
            }

            depth += character is '(' or '<' or '[' or '{' ? 1 : 0;
        }

        var text = result.ToString();
        return text.EndsWith("const", StringComparison.Ordinal) ? text[..^5] : text;
    }

    static string Plain(string name)
    {
        var clone = name.IndexOf(" [clone", StringComparison.Ordinal);
        name = clone < 0 ? name : name[..clone];
        foreach (var mark in (string[])[".cold", ".part.", ".isra.", ".constprop.", ".lto_priv.", ".llvm."])
        {
            var at = name.IndexOf(mark, StringComparison.Ordinal);
            name = at < 0 ? name : name[..at];
        }

        return name;
    }

    static List<Frame> Frames(SymbolLocation location)
    {
        var frames = new List<Frame>();
        foreach (var inline in location.Inlines)
        {
            frames.Add(new Frame(Demangler.Demangle(inline.Function), Frame.Normalize(inline.File ?? "??"), inline.Line ?? 0));
        }

        frames.Add(new Frame(Demangler.Demangle(location.Function), Frame.Normalize(location.File ?? "??"), location.Line ?? 0));
        return frames;
    }
}
