using System.Globalization;
using Inquest.Symbols;

namespace Inquest.Unwind.Tests.Synthetic;

/// <summary>Symbols from the text of a .sym file, read in the plainest way, so that no test depends on the real reader.</summary>
sealed class SymText : IModuleSymbols
{
    readonly List<Function> _functions = [];
    readonly List<(ulong Rva, uint Parameters, string Name)> _publics = [];
    readonly List<(ulong Start, ulong Size, List<(ulong From, string Rules)> Rules)> _cfi = [];
    readonly List<StackWinRecord> _win = [];
    readonly Dictionary<int, string> _files = [];
    readonly Dictionary<int, string> _origins = [];

    public SymText(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Add(line.TrimEnd('\r'));
        }

        _functions.Sort((a, b) => a.Rva.CompareTo(b.Rva));
        _publics.Sort((a, b) => a.Rva.CompareTo(b.Rva));
        _cfi.Sort((a, b) => a.Start.CompareTo(b.Start));
    }

    public bool HasUnwindInfo => _cfi.Count > 0 || _win.Count > 0;

    public bool HasFunctions => _functions.Count > 0;

    public static SymText Parse(string text) => new(text.Split('\n'));

    public SymbolLocation? FindLocation(ulong rva)
    {
        var function = Nearest(_functions, f => f.Rva, rva);
        if (function is not null && rva - function.Rva < function.Size)
        {
            var line = function.Lines.Find(l => rva >= l.Rva && rva - l.Rva < l.Size);
            var hasLine = line.Size != 0;
            var file = hasLine ? _files.GetValueOrDefault(line.File) : null;
            int? number = hasLine ? line.Number : null;
            ulong? lineRva = hasLine ? line.Rva : null;
            var inlines = new List<InlineLocation>();
            foreach (var inline in function.Inlines.Where(i => i.Ranges.Exists(r => rva >= r.Start && rva - r.Start < r.Size)).OrderBy(i => i.Depth))
            {
                // The call site belongs to the frame around; the line of the range belongs to the innermost.
                inlines.Insert(0, new InlineLocation(_origins.GetValueOrDefault(inline.Origin, "?"), file, number));
                var (callFile, callLine) = (_files.GetValueOrDefault(inline.CallFile), inline.CallLine);
                if (inlines.Count > 1)
                {
                    inlines[1] = inlines[1] with { File = callFile, Line = callLine };
                }
                else
                {
                    function = function with { CallFile = callFile, CallLine = callLine };
                }
            }

            return inlines.Count == 0
                ? new SymbolLocation(function.Name, function.Rva, function.Parameters, false, file, number, lineRva, [])
                : new SymbolLocation(function.Name, function.Rva, function.Parameters, false, function.CallFile, function.CallLine, lineRva, inlines);
        }

        var i = _publics.FindLastIndex(p => p.Rva <= rva);
        return i < 0 || (function is not null && function.Rva > _publics[i].Rva)
            ? null
            : new SymbolLocation(_publics[i].Name, _publics[i].Rva, _publics[i].Parameters, true, null, null, null, []);
    }

    public CfiRules? FindCfi(ulong rva)
    {
        var i = _cfi.FindLastIndex(c => c.Start <= rva);
        return i < 0 || rva - _cfi[i].Start >= _cfi[i].Size
            ? null
            : new CfiRules(_cfi[i].Start, _cfi[i].Size, [.. _cfi[i].Rules.Where(r => r.From <= rva).Select(r => r.Rules)]);
    }

    public StackWinRecord? FindStackWin(ulong rva) =>
        _win.Where(w => rva >= w.Rva && rva - w.Rva < w.CodeSize)
            .OrderByDescending(w => w.Type).ThenBy(w => w.CodeSize).FirstOrDefault();

    static T? Nearest<T>(List<T> list, Func<T, ulong> key, ulong rva)
        where T : class
    {
        var i = list.FindLastIndex(item => key(item) <= rva);
        return i < 0 ? null : list[i];
    }

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    void Add(string line)
    {
        var words = line.Split(' ');
        switch (words[0])
        {
            case "FILE":
                _files[int.Parse(words[1], CultureInfo.InvariantCulture)] = string.Join(' ', words[2..]);
                break;
            case "INLINE_ORIGIN":
                _origins[int.Parse(words[1], CultureInfo.InvariantCulture)] = string.Join(' ', words[2..]);
                break;
            case "INLINE":
                AddInline(words);
                break;
            case "FUNC":
                var at = words[1] == "m" ? 2 : 1;
                _functions.Add(new Function(Hex(words[at]), Hex(words[at + 1]), (uint)Hex(words[at + 2]), string.Join(' ', words[(at + 3)..]), [], []));
                break;
            case "PUBLIC":
                at = words[1] == "m" ? 2 : 1;
                _publics.Add((Hex(words[at]), (uint)Hex(words[at + 1]), string.Join(' ', words[(at + 2)..])));
                break;
            case "STACK" when words[1] == "WIN":
                AddWin(words);
                break;
            case "STACK" when words[2] == "INIT":
                _cfi.Add((Hex(words[3]), Hex(words[4]), [(Hex(words[3]), string.Join(' ', words[5..]))]));
                break;
            case "STACK":
                _cfi[^1].Rules.Add((Hex(words[2]), string.Join(' ', words[3..])));
                break;
            default:
                if (words.Length == 4 && words[0].Length > 0 && char.IsAsciiHexDigit(words[0][0]) && _functions.Count > 0)
                {
                    _functions[^1].Lines.Add((Hex(words[0]), Hex(words[1]), int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture)));
                }

                break;
        }
    }

    void AddInline(string[] words)
    {
        // INLINE depth call_line [call_file] origin (address size)+; the file is absent in the oldest form.
        var ranges = new List<(ulong, ulong)>();
        var at = words.Length % 2 == 0 ? 4 : 5;
        var hasFile = at == 5;
        for (var i = at; i + 1 < words.Length; i += 2)
        {
            ranges.Add((Hex(words[i]), Hex(words[i + 1])));
        }

        int Number(int index) => int.Parse(words[index], CultureInfo.InvariantCulture);
        _functions[^1].Inlines.Add(new Inline(Number(1), Number(2), hasFile ? Number(3) : -1, Number(hasFile ? 4 : 3), ranges));
    }

    void AddWin(string[] words)
    {
        var n = words[3..11].Select(w => (uint)Hex(w)).ToArray();
        var hasProgram = words[11] == "1";
        _win.Add(new StackWinRecord(
            (int)Hex(words[2]), n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7],
            hasProgram ? string.Join(' ', words[12..]) : null, !hasProgram && words[12] == "1"));
    }

    sealed record Function(ulong Rva, ulong Size, uint Parameters, string Name,
        List<(ulong Rva, ulong Size, int Number, int File)> Lines, List<Inline> Inlines)
    {
        public string? CallFile { get; init; }

        public int? CallLine { get; init; }
    }

    sealed record Inline(int Depth, int CallLine, int CallFile, int Origin, List<(ulong Start, ulong Size)> Ranges);
}
