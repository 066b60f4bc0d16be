using Inquest.Symbols;

namespace Inquest.Agreement.Symbols;

/// <summary>Counts where our answer is llvm-symbolizer's, and by kind where it is not.</summary>
sealed class Comparison
{
    readonly SortedDictionary<string, (int Count, List<string> Examples)> _differences = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, int> _rules = new(StringComparer.Ordinal);

    public int Sampled { get; private set; }

    /// <summary>Addresses of which llvm-symbolizer knows a function and a line.</summary>
    public int Known { get; private set; }

    public int Equal { get; private set; }

    /// <summary>Addresses of which eu-addr2line was asked too and says the same as llvm-symbolizer.</summary>
    public int Agreed { get; private set; }

    public int AgreedEqual { get; private set; }

    /// <summary>Addresses of which eu-addr2line says something else, and how often that is what we say.</summary>
    public int Disputed { get; private set; }

    public int DisputedOurs { get; private set; }

    /// <summary>Addresses of which only we know a function and a line.</summary>
    public int OnlyOurs { get; private set; }

    public IReadOnlyDictionary<string, (int Count, List<string> Examples)> Differences => _differences;

    /// <summary>Equal answers in which a name or a path is only equal by a rule that docs/formats/dwarf.md states.</summary>
    public IReadOnlyDictionary<string, int> Rules => _rules;

    /// <param name="binary">What both were asked about.</param>
    /// <param name="address">As linked.</param>
    /// <param name="llvm">Its answer, innermost frame first.</param>
    /// <param name="elfutils">The other one's, or null when it was not asked.</param>
    /// <param name="witness">llvm-symbolizer's about a file with the same code and other debug information, or null.</param>
    public void Add(Binary binary, ulong address, List<Frame> llvm, List<Frame>? elfutils, List<Frame>? witness)
    {
        Sampled++;
        var location = binary.Find(address);
        var ours = location is null ? [] : Frames(location);
        if (!IsKnown(llvm))
        {
            OnlyOurs += IsKnown(ours) ? 1 : 0;
            return;
        }

        Known++;
        var used = new HashSet<string>();
        var kind = Kind(binary, address, location, llvm, ours, used);
        if (kind is not null && witness is not null && Kind(binary, address, location, witness, ours, used) is null)
        {
            used.Add("llvm-symbolizer of the same code's DWARF, not of the PDB");
            kind = null;
        }

        Equal += kind is null ? 1 : 0;
        if (elfutils is not null && IsKnown(elfutils))
        {
            Judge(llvm, elfutils, ours, kind is null);
        }

        if (kind is null)
        {
            foreach (var rule in used)
            {
                _rules[rule] = _rules.GetValueOrDefault(rule) + 1;
            }

            return;
        }

        var (count, examples) = _differences.GetValueOrDefault(kind);
        examples ??= [];
        // Not one after the other: a long function would fill them.
        if (examples.Count < 20 && (count & (count - 1)) == 0)
        {
            examples.Add($"{address:x}: {string.Join(" < ", llvm)} | {(ours.Count == 0 ? "nothing" : string.Join(" < ", ours))}");
        }

        _differences[kind] = (count + 1, examples);
    }

    public void Add(Comparison other)
    {
        (Sampled, Known, Equal) = (Sampled + other.Sampled, Known + other.Known, Equal + other.Equal);
        (Agreed, AgreedEqual) = (Agreed + other.Agreed, AgreedEqual + other.AgreedEqual);
        (Disputed, DisputedOurs, OnlyOurs) = (Disputed + other.Disputed, DisputedOurs + other.DisputedOurs, OnlyOurs + other.OnlyOurs);
        foreach (var (rule, count) in other._rules)
        {
            _rules[rule] = _rules.GetValueOrDefault(rule) + count;
        }
    }

    void Judge(List<Frame> llvm, List<Frame> elfutils, List<Frame> ours, bool isEqual)
    {
        if (AreSame(llvm, elfutils))
        {
            Agreed++;
            AgreedEqual += isEqual ? 1 : 0;
            return;
        }

        Disputed++;
        DisputedOurs += AreSame(ours, elfutils) ? 1 : 0;
    }

    static bool IsKnown(List<Frame> frames) => frames.Count > 0 && frames[0].Line > 0 && frames[^1].Function != "??";

    // One peer has full names, the other what stands in the entry, so the identifier decides.
    static bool AreSame(List<Frame> a, List<Frame> b) => a.Count == b.Count
        && a.Zip(b).All(pair => pair.First.Line == pair.Second.Line && SameFile(pair.First.File, pair.Second.File)
            && Identifier(pair.First.Function) == Identifier(pair.Second.Function));

    static string? Kind(Binary binary, ulong address, SymbolLocation? location, List<Frame> a, List<Frame> b, HashSet<string> rules)
    {
        if (b.Count == 0 && binary.IsPe && binary.IsPadding(address))
        {
            // Symbols of PE have no size: llvm-symbolizer takes the one before.
            rules.Add("padding behind a function of PE");
            return null;
        }

        if (b.Count == 0)
        {
            return "nothing";
        }

        if (a.Count != b.Count)
        {
            return location!.IsPublic ? "symbol without line" : "depth";
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (a[i].Line != b[i].Line)
            {
                return location!.IsPublic ? "symbol without line" : "line";
            }

            if (!SameFile(a[i].File, b[i].File))
            {
                return "file";
            }

            if (a[i].File != b[i].File)
            {
                rules.Add("relative path");
            }

            if (a[i].Function == b[i].Function)
            {
                continue;
            }

            if ((NameRule(a[i].Function, b[i].Function) ?? (binary.IsPe ? WindowsRule(a[i].Function, b[i].Function) : null)) is { } rule)
            {
                rules.Add(rule);
            }
            else if (i == a.Count - 1 && binary.AreNamesOfOne(location!, Plain(a[i].Function), Plain(b[i].Function)))
            {
                rules.Add("another name of the address");
            }
            else if (i == a.Count - 1 && binary.IsLabelInside(location!, address, a[i].Function))
            {
                rules.Add("label inside the function");
            }
            else
            {
                return Identifier(a[i].Function) == Identifier(b[i].Function) ? "scope or parameters" : "function";
            }
        }

        return null;
    }

    // A relative folder that one tool joins with the compilation's and the other does not.
    static bool SameFile(string a, string b) => a == b || a.EndsWith("/" + b, StringComparison.Ordinal) || b.EndsWith("/" + a, StringComparison.Ordinal);

    /// <summary>By which rule two names are one: what tools add on purpose, or leave out.</summary>
    static string? NameRule(string peer, string ours)
    {
        (peer, ours) = (Plain(peer), Plain(ours));
        return peer == ours ? "clone"
            : peer.EndsWith("::" + ours, StringComparison.Ordinal) || ours.EndsWith("::" + peer, StringComparison.Ordinal) ? "scopes"
            : ours.StartsWith(peer + "(", StringComparison.Ordinal) ? "parameters"
            : IsBare(peer) && Identifier(peer) == Identifier(ours) ? "bare name"
            : null;
    }

    // A PDB has functions' names apart from their types, which tools then spell; and we do not read symbols of COFF.
    static string? WindowsRule(string peer, string ours)
    {
        peer = peer.Replace("`anonymous namespace'", "(anonymous namespace)", StringComparison.Ordinal);
        return NameRule(peer, ours) ?? (Scoped(peer) == Scoped(ours) ? "types of a PDB's names"
            : Identifier(peer) == Identifier(ours) ? "entry's name, without the COFF symbol"
            : peer.Contains("`scalar deleting dtor'", StringComparison.Ordinal) && ours.Contains("::~", StringComparison.Ordinal) ? "deleting destructor"
            : peer.StartsWith(".l_", StringComparison.Ordinal) ? "label inside the function"
            : null);
    }

    // Without template arguments and parameters.
    static string Scoped(string name)
    {
        var result = new System.Text.StringBuilder();
        var depth = 0;
        foreach (var character in Plain(name).Replace("(anonymous namespace)", "_anonymous_", StringComparison.Ordinal)
            .Replace("operator()", "operator", StringComparison.Ordinal))
        {
            depth += character is '(' or '<' ? 1 : 0;
            result.Append(depth == 0 && character != ' ' ? character.ToString() : "");
            depth -= character is ')' or '>' ? 1 : 0;
        }

        return result.Replace("const", "").ToString();
    }

    // What stands in the entry and no more: template arguments at most.
    static bool IsBare(string name)
    {
        var depth = 0;
        foreach (var character in name.Replace("operator()", "operator", StringComparison.Ordinal))
        {
            depth += character is '<' ? 1 : character is '>' ? -1 : 0;
            if (depth == 0 && character is ':' or '(')
            {
                return false;
            }
        }

        return true;
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
            else if (depth <= 0 && (char.IsAsciiLetterOrDigit(character) || character == '_'))
            {
                result.Append(character);
            }

            depth += character is '(' or '<' or '[' or '{' ? 1 : 0;
        }

        var text = result.ToString();
        return text.EndsWith("const", StringComparison.Ordinal) ? text[..^5] : text;
    }

    public static string Plain(string name)
    {
        var clone = name.IndexOf(" [clone", StringComparison.Ordinal);
        name = clone < 0 ? name : name[..clone];
        foreach (var mark in (string[])[".cold", ".part.", ".isra.", ".constprop.", ".lto_priv.", ".llvm.", ".abi0"])
        {
            var at = name.IndexOf(mark, StringComparison.Ordinal);
            name = at <= 0 ? name : name[..at];
        }

        // LLVM tells local functions of one name apart by numbers.
        var end = name.TrimEnd("0123456789".ToCharArray());
        return end.Length > 1 && end.Length < name.Length && end[^1] == '.' ? end[..^1] : name;
    }

    static List<Frame> Frames(SymbolLocation location)
    {
        var frames = new List<Frame>();
        foreach (var inline in location.Inlines)
        {
            frames.Add(Frame.Of(inline.Function, inline.File ?? "??", inline.Line ?? 0));
        }

        frames.Add(Frame.Of(location.Function, location.File ?? "??", location.Line ?? 0));
        return frames;
    }
}
