using System.Globalization;

namespace Inquest.Symbols.Tests;

/// <summary>What lookups must say, written the slow and obvious way: whole-file lists, strings, a walk over all records.</summary>
sealed class NaiveSymbols
{
    sealed record Func(ulong Start, ulong End, uint Parameters, string Name)
    {
        public List<(ulong Start, ulong End, int? Line, string File)> Lines { get; } = [];

        public List<(int Depth, ulong Start, ulong End, int? CallLine, string? CallFile, string Origin)> Inlines { get; } = [];
    }

    sealed record Init(ulong Start, ulong Size, string Rules)
    {
        public ulong End => Start + Math.Min(Size, ulong.MaxValue - Start);

        public List<(ulong Address, string Rules)> Deltas { get; } = [];
    }

    readonly Dictionary<string, string> _files = [];
    readonly Dictionary<string, string> _origins = [];
    List<Func> _funcs = [];
    readonly List<(ulong Address, uint Parameters, string Name)> _publics = [];
    List<Init> _inits = [];
    readonly List<StackWinRecord> _wins = [];
    bool _isOld;

    /// <summary>Addresses at and around which something begins or ends.</summary>
    public SortedSet<ulong> Edges { get; } = [];

    public static NaiveSymbols Parse(string text)
    {
        var symbols = new NaiveSymbols();
        Func? func = null;
        Init? init = null;
        foreach (var raw in text.Split('\n'))
        {
            symbols.Add(raw.TrimEnd('\r', '\0'), ref func, ref init);
        }

        // Sorted once, stably, so that thousands of lookups stay bearable.
        (symbols._funcs, symbols._inits) = (
            [.. symbols._funcs.OrderBy(f => f.Start)], [.. symbols._inits.OrderBy(i => i.Start)]);
        return symbols;
    }

    public SymbolLocation? FindLocation(ulong rva)
    {
        var func = Lowest<Func>(_funcs, f => f.Start, f => f.End, rva, out var nearestStart);
        if (func is null)
        {
            var below = _publics.Where(p => p.Address <= rva && p.Address != 0 && !(p.Address <= nearestStart)).ToList();
            if (below.Count == 0)
            {
                return null;
            }

            var best = below.First(p => p.Address == below.Max(b => b.Address));
            return new SymbolLocation(best.Name, best.Address, best.Parameters, true, null, null, null, []);
        }

        var line = Lowest(
            func.Lines.Select(l => (Start: Math.Max(l.Start, func.Start), End: Math.Min(l.End, func.End), l.Line, l.File))
                .Where(l => l.Start < l.End).OrderBy(l => l.Start).Cast<object>().ToList(),
            l => (((ulong, ulong, int?, string))l).Item1, l => (((ulong, ulong, int?, string))l).Item2, rva, out _, out var lineStart);
        (ulong Start, ulong End, int? Line, string File)? found = line is null ? null : ((ulong, ulong, int?, string))line;
        var calls = Calls(func, rva);
        var file = found is { } l ? _files.GetValueOrDefault(l.File) : null;
        var number = found?.Line;
        var inlines = new List<InlineLocation>();
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            inlines.Add(new InlineLocation(OriginName(calls[i].Origin), file, number));
            number = calls[i].CallLine;
            file = calls[i].CallFile is { } named ? _files.GetValueOrDefault(named)
                : !_isOld ? null
                : i > 0 && OriginFile(calls[i - 1].Origin) is { } origin ? _files.GetValueOrDefault(origin)
                : func.Lines.OrderBy(x => x.Start).Select(x => x.File).FirstOrDefault() is { } first ? _files.GetValueOrDefault(first)
                : null;
        }

        return new SymbolLocation(
            func.Name, func.Start, func.Parameters, false, file, number, found is null ? null : lineStart, inlines);
    }

    public CfiRules? FindCfi(ulong rva)
    {
        var init = Lowest(_inits, i => i.Start, i => i.End, rva, out _);
        return init is null ? null : new CfiRules(init.Start, init.Size, [
            init.Rules,
            .. init.Deltas.Where(d => d.Address >= init.Start && d.Address <= rva).OrderBy(d => d.Address).Select(d => d.Rules),
        ]);
    }

    public StackWinRecord? FindStackWin(ulong rva) =>
        new[] { 4, 0 }
            .Select(type => _wins
                .Where(w => w.Type == type && w.Rva <= rva && rva - w.Rva < w.CodeSize)
                .OrderByDescending(w => w.Rva).ThenBy(w => w.CodeSize).FirstOrDefault())
            .FirstOrDefault(w => w is not null);

    static T? Lowest<T>(List<T> ranges, Func<T, ulong> start, Func<T, ulong> end, ulong rva, out ulong? nearest)
        where T : class => Lowest(ranges, start, end, rva, out nearest, out _);

    /// <summary>Of overlapping ranges the one that starts first keeps its addresses, the others what is left.</summary>
    /// <remarks>The ranges come sorted by start.</remarks>
    static T? Lowest<T>(
        List<T> ranges, Func<T, ulong> start, Func<T, ulong> end, ulong rva, out ulong? nearest, out ulong foundStart)
        where T : class
    {
        nearest = null;
        foundStart = 0;
        ulong covered = 0;
        foreach (var range in ranges)
        {
            var (from, to) = (Math.Max(start(range), covered), end(range));
            if (from >= to)
            {
                continue;
            }

            if (from > rva)
            {
                break;
            }

            covered = to;
            if (from <= rva)
            {
                nearest = from;
            }

            if (from <= rva && rva < to)
            {
                foundStart = from;
                return range;
            }
        }

        return null;
    }

    static List<(int Depth, ulong Start, ulong End, int? CallLine, string? CallFile, string Origin)> Calls(Func func, ulong rva)
    {
        var calls = new List<(int Depth, ulong Start, ulong End, int? CallLine, string? CallFile, string Origin)>();
        while (true)
        {
            var nearest = func.Inlines.Where(i => i.Depth == calls.Count)
                .Select(i => (i.Depth, Start: Math.Max(i.Start, func.Start), End: Math.Min(i.End, func.End), i.CallLine, i.CallFile, i.Origin))
                .Where(i => i.Start < i.End && i.Start <= rva).OrderBy(i => i.Start).ToList();
            if (nearest.Count == 0 || rva >= nearest[^1].End)
            {
                return calls;
            }

            calls.Add(nearest[^1]);
        }
    }

    string OriginName(string id)
    {
        if (!_origins.TryGetValue(id, out var text))
        {
            return "<unknown>";
        }

        return _isOld && OriginFile(id) is not null ? text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart() : text;
    }

    string? OriginFile(string id) =>
        _origins.TryGetValue(id, out var text) && text.Split(' ') is [var first, _, ..] &&
        (uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out _) || first == "-1") ? first : null;

    void Add(string line, ref Func? func, ref Init? init)
    {
        var w = line.Split(' ');
        switch (w[0])
        {
            case "FILE":
                _files.TryAdd(w[1], string.Join(' ', w[2..]));
                break;
            case "INLINE_ORIGIN":
                (func, init) = (null, null);
                _origins.TryAdd(w[1], string.Join(' ', w[2..]));
                break;
            case "FUNC":
                w = w[1] == "m" ? w[1..] : w;
                var start = Hex(w[1]);
                func = new Func(start, Edge(start, Hex(w[2])), (uint)Hex(w[3]), string.Join(' ', w[4..]));
                init = null;
                _funcs.Add(func);
                break;
            case "PUBLIC":
                w = w[1] == "m" ? w[1..] : w;
                (func, init) = (null, null);
                _publics.Add((Hex(w[1]), (uint)Hex(w[2]), string.Join(' ', w[3..])));
                Edge(Hex(w[1]), 0);
                break;
            case "INLINE":
                AddInline(w, func);
                break;
            case "STACK":
                func = null;
                AddStack(line, w, ref init);
                break;
            case "" or "MODULE" or "INFO":
                break;
            default:
                var address = Hex(w[0]);
                func?.Lines.Add((address, Edge(address, Hex(w[1])), Number(w[2]), w[3]));
                break;
        }
    }

    void AddInline(string[] w, Func? func)
    {
        var isOld = (w.Length & 1) == 0;
        _isOld |= isOld;
        var origin = isOld ? w[3] : w[4];
        for (var i = isOld ? 4 : 5; i + 1 < w.Length; i += 2)
        {
            func?.Inlines.Add((
                int.Parse(w[1], CultureInfo.InvariantCulture), Hex(w[i]), Edge(Hex(w[i]), Hex(w[i + 1])), Number(w[2]),
                isOld ? null : w[3], origin));
        }
    }

    void AddStack(string line, string[] w, ref Init? init)
    {
        if (w[1] == "WIN")
        {
            init = null;
            var hasProgram = w[11] != "0";
            if (hasProgram == (w[2] == "4"))
            {
                var n = w[3..11].Select(Hex).ToArray();
                var last = string.Join(' ', w[12..]);
                _wins.Add(new StackWinRecord(
                    (int)Hex(w[2]), n[0], (uint)n[1], (uint)n[2], (uint)n[3], (uint)n[4], (uint)n[5], (uint)n[6], (uint)n[7],
                    hasProgram ? last : null, !hasProgram && last != "0"));
                Edge(n[0], n[1]);
            }
        }
        else if (w[2] == "INIT")
        {
            init = new Init(Hex(w[3]), Hex(w[4]), string.Join(' ', w[5..]).TrimStart());
            Edge(init.Start, init.Size);
            _inits.Add(init);
        }
        else
        {
            var address = Hex(w[2]);
            Edge(address, 0);
            init?.Deltas.Add((address, string.Join(' ', w[3..]).TrimStart()));
        }

        _ = line;
    }

    ulong Edge(ulong start, ulong size)
    {
        var end = start + Math.Min(size, ulong.MaxValue - start);
        Edges.UnionWith([start, end, start == 0 ? 0 : start - 1, end == 0 ? 0 : end - 1, start + (size / 2)]);
        return end;
    }

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static int? Number(string text)
    {
        var value = uint.Parse(text, CultureInfo.InvariantCulture);
        return value <= int.MaxValue ? (int)value : null;
    }
}
