using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>The tables of one piece, or of a whole file once all pieces are <see cref="Append">appended</see>.</summary>
sealed class SymTables
{
    public List<FunctionEntry> Functions { get; } = [];

    public List<PublicEntry> Publics { get; } = [];

    public List<CfiEntry> Cfi { get; } = [];

    public List<StackWinEntry> FrameData { get; } = [];

    public List<StackWinEntry> Fpo { get; } = [];

    public List<NameEntry> Files { get; } = [];

    public List<NameEntry> Origins { get; } = [];

    public Dictionary<SymProblem, ProblemEntry> Problems { get; } = [];

    public byte[] Module { get; set; } = [];

    public List<byte> Info { get; } = [];

    public bool HasInfo { get; set; }

    public bool HasOldInlines { get; set; }

    /// <summary>A function has source lines.</summary>
    public bool HasLines { get; set; }

    /// <summary>Lines of the symbol text.</summary>
    public long LineCount { get; set; }

    /// <summary>True when there was any record that only symbol files have.</summary>
    public bool HasRecords =>
        Module.Length > 0 || Functions.Count > 0 || Publics.Count > 0 || Cfi.Count > 0 || FrameData.Count > 0 ||
        Fpo.Count > 0;

    /// <summary>Turns indices and offsets within the piece into offsets within the file.</summary>
    public void Place(uint lines, uint inlines, uint deltas, uint text)
    {
        foreach (ref var function in CollectionsMarshal.AsSpan(Functions))
        {
            function.Name.Offset += text;
            function.Lines.Offset = lines + (function.Lines.Offset * (uint)Unsafe.SizeOf<LineEntry>());
            function.Inlines.Offset = inlines + (function.Inlines.Offset * (uint)Unsafe.SizeOf<InlineEntry>());
        }

        foreach (ref var init in CollectionsMarshal.AsSpan(Cfi))
        {
            init.Rules.Offset += text;
            init.Deltas.Offset = deltas + (init.Deltas.Offset * (uint)Unsafe.SizeOf<CfiDeltaEntry>());
        }

        foreach (ref var symbol in CollectionsMarshal.AsSpan(Publics))
        {
            symbol.Name.Offset += text;
        }

        PlaceText(FrameData, text);
        PlaceText(Fpo, text);
        PlaceText(Files, text);
        PlaceText(Origins, text);
    }

    /// <summary>Makes room for all pieces at once: a list that grows by doubling holds three times what is in it.</summary>
    public void Reserve(IReadOnlyCollection<SymTables> pieces)
    {
        Functions.EnsureCapacity(pieces.Sum(piece => piece.Functions.Count));
        Publics.EnsureCapacity(pieces.Sum(piece => piece.Publics.Count));
        Cfi.EnsureCapacity(pieces.Sum(piece => piece.Cfi.Count));
        Files.EnsureCapacity(pieces.Sum(piece => piece.Files.Count));
        Origins.EnsureCapacity(pieces.Sum(piece => piece.Origins.Count));
    }

    public void Append(SymTables next)
    {
        Functions.AddRange(next.Functions);
        Publics.AddRange(next.Publics);
        Cfi.AddRange(next.Cfi);
        FrameData.AddRange(next.FrameData);
        Fpo.AddRange(next.Fpo);
        Files.AddRange(next.Files);
        Origins.AddRange(next.Origins);
        Info.AddRange(next.Info);
        Module = Module.Length > 0 ? Module : next.Module;
        HasInfo |= next.HasInfo;
        HasOldInlines |= next.HasOldInlines;
        HasLines |= next.HasLines;
        foreach (var (problem, found) in next.Problems)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(Problems, problem, out var exists);
            entry = exists
                ? entry with { Count = entry.Count + found.Count }
                : found with { FirstLine = (uint)(LineCount + found.FirstLine) };
        }

        LineCount += next.LineCount;
    }

    /// <summary>Orders every table for lookups and settles which record answers where several could.</summary>
    public void Settle()
    {
        Settle(Functions, SortedTable.LetLowerWin);
        Settle(Cfi, SortedTable.LetLowerWin);
        Settle(Publics, SortedTable.KeepFirstOfEach);
        Settle(Files, SortedTable.KeepFirstOfEach);
        Settle(Origins, SortedTable.KeepFirstOfEach);
        Nest(FrameData);
        Nest(Fpo);
    }

    delegate int Choice<T>(Span<T> table);

    static void Settle<T>(List<T> table, Choice<T> choose)
        where T : unmanaged, IKeyed
    {
        var entries = CollectionsMarshal.AsSpan(table);
        SortedTable.Sort(entries);
        CollectionsMarshal.SetCount(table, choose(entries));
    }

    static void Nest(List<StackWinEntry> table)
    {
        var pieces = SortedTable.LetInnermostWin<StackWinEntry>(CollectionsMarshal.AsSpan(table));
        table.Clear();
        table.AddRange(pieces);
    }

    static void PlaceText(List<StackWinEntry> table, uint text)
    {
        foreach (ref var entry in CollectionsMarshal.AsSpan(table))
        {
            entry.Program.Offset += text;
        }
    }

    static void PlaceText(List<NameEntry> table, uint text)
    {
        foreach (ref var entry in CollectionsMarshal.AsSpan(table))
        {
            entry.Name.Offset += text;
        }
    }
}
