using System.Globalization;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>A symbol file read the slow way, for comparison: what each writer says of each function.</summary>
sealed class SymText
{
    readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    SymFunction? _current;

    public SortedDictionary<ulong, SymFunction> Functions { get; } = [];

    public SortedSet<ulong> CfiStarts { get; } = [];

    public HashSet<ulong> Publics { get; } = [];

    public static SymText Parse(string text)
    {
        var sym = new SymText();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            sym.Add(line, line.Split(' '));
        }

        return sym;
    }

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    void Add(string line, string[] parts)
    {
        switch (parts[0])
        {
            case "FILE":
                _files[parts[1]] = string.Join(' ', parts[2..]);
                break;
            case "FUNC":
                var first = parts[1] == "m" ? 2 : 1;
                _current = new SymFunction(Hex(parts[first + 1]), string.Join(' ', parts[(first + 3)..]));
                Functions[Hex(parts[first])] = _current;
                break;
            case "STACK" when parts[1] == "CFI" && parts[2] == "INIT" && parts[3] != "0":
                CfiStarts.Add(Hex(parts[3]));
                break;
            case "PUBLIC":
                Publics.Add(Hex(parts[parts[1] == "m" ? 2 : 1]));
                break;
            case "MODULE" or "INFO" or "INLINE" or "INLINE_ORIGIN" or "STACK":
                break;
            default:
                Assert.NotNull(_current);
                // Writers differ in whether rows of one line are one record: the first address of a run says the same.
                var where = $"{parts[2]} {_files[parts[3]]}";
                var start = Hex(parts[0]);
                if (_current.LineAt.Count == 0 || _current.LineAt.Values.Last() != where)
                {
                    _current.LineAt[start] = where;
                }

                break;
        }
    }
}

/// <summary>One function of a symbol file.</summary>
sealed record SymFunction(ulong Size, string Name)
{
    public SortedDictionary<ulong, string> LineAt { get; } = [];
}
