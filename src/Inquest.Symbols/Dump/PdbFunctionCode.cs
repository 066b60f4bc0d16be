using System.Runtime.InteropServices;
using Inquest.Formats.Pdb;

namespace Inquest.Symbols.Dump;

/// <summary>Works out which line each piece of a function comes from and through which inlined calls.</summary>
/// <remarks>
/// The function's own lines name call sites where code was inlined. Each inlined call has lines of its own, which lie over those of
/// its caller; where the caller's lines change, so does the call site, and the call is said in several records.
/// </remarks>
sealed class PdbFunctionCode(PdbModuleLines lines, int functionCount, PdbInlinees inlinees, PdbLimits limits)
{
    // What few functions need though they have many inlined calls.
    const int VisitsFree = 10_000_000;

    long _visitsLeft = VisitsFree + ((long)limits.LineVisitsPerRowMax * ((long)lines.RowCount + functionCount));

    public List<PdbCode> Lines { get; } = [];

    public List<PdbInlineCall> Calls { get; } = [];

    public void Read(PdbFunction function, bool withInlines)
    {
        Lines.Clear();
        Calls.Clear();
        ReadOwnLines(function);
        if (withInlines && function.Inlines.Count > 0)
        {
            AddInlines(function);
        }
    }

    void ReadOwnLines(PdbFunction function)
    {
        var rows = lines.Rows(function.Section, function.Offset, function.Size);
        if (!Spend(rows.Length))
        {
            return;
        }

        var start = ((ulong)(uint)function.Section << 32) | function.Offset;
        uint line = 0;
        uint file = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (row.Line != PdbLineRow.Hidden)
            {
                line = row.Line;
                file = line == PdbLineRow.End ? 0 : lines.FileName(row.File) ?? 0;
            }

            var from = row.Key <= start ? 0 : (uint)Math.Min(row.Key - start, function.Size);
            var to = i + 1 < rows.Length ? (uint)Math.Min(rows[i + 1].Key - start, function.Size) : function.Size;
            if (file != 0 && from < to)
            {
                Append(Lines, new PdbCode(from, to, line, file));
            }
        }
    }

    void AddInlines(PdbFunction function)
    {
        var sites = function.Inlines;
        var code = new List<PdbCode>[sites.Count];
        for (var i = 0; i < sites.Count; i++)
        {
            code[i] = ReadSite(sites[i], function.Size);
            if (!Spend(code[i].Count))
            {
                return;
            }
        }

        var parents = Parents(sites);
        for (var i = sites.Count - 1; i >= 0; i--)
        {
            if (parents[i] >= 0 && Spend(code[i].Count + code[parents[i]].Count))
            {
                Cover(code[parents[i]], code[i]);
            }
        }

        for (var i = 0; i < sites.Count; i++)
        {
            var caller = parents[i] < 0 ? Lines : code[parents[i]];
            if (Spend(code[i].Count + caller.Count))
            {
                AddCalls(sites[i], code[i], caller);
            }
        }

        Paint(code);
    }

    // Only files made to be slow run out of it; their functions then have no lines.
    bool Spend(int visits) => (_visitsLeft -= visits) >= 0;

    List<PdbCode> ReadSite(PdbInlineSite site, uint size)
    {
        var source = lines.Inlinee(site.Inlinee);
        var rows = PdbInlineRows.Read(site.Annotations.Span, source?.Line ?? 0, source?.File ?? 0, size, limits);
        var code = new List<PdbCode>(rows.Count);
        foreach (var row in rows)
        {
            var start = code.Count > 0 ? Math.Max(row.Start, code[^1].End) : row.Start;
            var end = Math.Min(row.End, size);
            if (start < end)
            {
                Append(code, new PdbCode(start, end, row.Line, lines.FileName(row.File) ?? 0));
            }
        }

        return code;
    }

    static int[] Parents(IReadOnlyList<PdbInlineSite> sites)
    {
        var parents = new int[sites.Count];
        var open = new List<int>();
        for (var i = 0; i < sites.Count; i++)
        {
            var depth = Math.Min(sites[i].Depth, open.Count);
            open.RemoveRange(depth, open.Count - depth);
            parents[i] = depth == 0 ? -1 : open[depth - 1];
            open.Add(i);
        }

        return parents;
    }

    // Readers look for the callers of inlined code where the code is; a caller whose own lines leave it out gets it back.
    static void Cover(List<PdbCode> caller, List<PdbCode> callee)
    {
        var gaps = new List<PdbCode>();
        var next = 0;
        foreach (var part in callee)
        {
            var at = part.Start;
            for (; next < caller.Count && caller[next].End <= at; next++)
            {
            }

            for (var i = next; at < part.End; i++)
            {
                var gapEnd = i < caller.Count ? Math.Min(caller[i].Start, part.End) : part.End;
                if (at < gapEnd)
                {
                    var before = i > 0 ? caller[i - 1] : i < caller.Count ? caller[i] : new PdbCode(0, 0, 0, 0);
                    gaps.Add(before with { Start = at, End = gapEnd });
                }

                at = i < caller.Count ? Math.Max(gapEnd, caller[i].End) : part.End;
            }
        }

        if (gaps.Count > 0)
        {
            caller.AddRange(gaps);
            caller.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        }
    }

    void AddCalls(PdbInlineSite site, List<PdbCode> code, List<PdbCode> caller)
    {
        var number = inlinees.Number(KeyOf(site.Inlinee));
        var bySite = new Dictionary<(uint Line, uint File), PdbInlineCall>();
        var next = 0;
        foreach (var part in code)
        {
            var at = part.Start;
            for (; next < caller.Count && caller[next].End <= at; next++)
            {
            }

            for (var i = next; at < part.End; i++)
            {
                // Between the caller's lines the one before still holds.
                var holder = i < caller.Count && caller[i].Start <= at ? caller[i] : i > 0 ? caller[i - 1] : default;
                var end = i >= caller.Count ? part.End : Math.Min(part.End, caller[i].Start <= at ? caller[i].End : caller[i].Start);
                ref var call = ref CollectionsMarshal.GetValueRefOrAddDefault(bySite, (holder.Line, holder.File), out var exists);
                if (!exists)
                {
                    call = new PdbInlineCall(site.Depth, number, holder.Line, holder.File, []);
                    Calls.Add(call);
                }

                AppendRange(call!.Ranges, at, end);
                i -= i < caller.Count && end <= caller[i].Start ? 1 : 0;
                at = end;
            }
        }
    }

    PdbInlineeKey KeyOf(uint inlinee) => (inlinee & 0x8000_0000) != 0 && lines.Import(inlinee) is { } import
        ? new PdbInlineeKey(import.ModuleName, import.LocalId)
        : new PdbInlineeKey(null, inlinee);

    static void AppendRange(List<(uint Start, uint End)> ranges, uint start, uint end)
    {
        if (ranges.Count > 0 && ranges[^1].End == start)
        {
            ranges[^1] = (ranges[^1].Start, end);
        }
        else
        {
            ranges.Add((start, end));
        }
    }

    // The lines of inlined code over those of its callers, the deepest last.
    void Paint(List<PdbCode>[] layers)
    {
        var bounds = new SortedSet<uint>();
        foreach (var layer in (IEnumerable<List<PdbCode>>)[Lines, .. layers])
        {
            foreach (var code in layer)
            {
                bounds.Add(code.Start);
                bounds.Add(code.End);
            }
        }

        uint[] edges = [.. bounds];
        var cells = new PdbCode[edges.Length];
        long painted = 0;
        foreach (var layer in (IEnumerable<List<PdbCode>>)[Lines, .. layers])
        {
            foreach (var code in layer)
            {
                for (var cell = Array.BinarySearch(edges, code.Start); edges[cell] < code.End && painted < limits.PaintCountMax; cell++, painted++)
                {
                    cells[cell] = new PdbCode(edges[cell], edges[cell + 1], code.Line, code.File);
                }
            }
        }

        Lines.Clear();
        foreach (var cell in cells)
        {
            if (cell.File != 0)
            {
                Append(Lines, cell);
            }
        }
    }

    static void Append(List<PdbCode> list, PdbCode code)
    {
        if (list.Count > 0 && list[^1].End == code.Start && list[^1].Line == code.Line && list[^1].File == code.File)
        {
            list[^1] = list[^1] with { End = code.End };
        }
        else
        {
            list.Add(code);
        }
    }
}
