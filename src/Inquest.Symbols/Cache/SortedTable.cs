namespace Inquest.Symbols.Cache;

/// <summary>Orders tables when they are written and searches them when they are read.</summary>
static class SortedTable
{
    // The inlined calls of one function, which come depth first and are wanted by depth, are a few dozen at most.
    const int InsertionThreshold = 40;

    /// <summary>Index of the last entry whose key is not above <paramref name="key"/>, or -1.</summary>
    public static int LastAtOrBelow<T>(ReadOnlySpan<T> table, ulong key)
        where T : unmanaged, IKeyed
    {
        var (low, high) = (0, table.Length);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (table[middle].Key <= key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>Sorts by key; entries of equal key keep their order. Costs one pass when the table is sorted already.</summary>
    public static void Sort<T>(Span<T> table)
        where T : unmanaged, IKeyed
    {
        if (IsSorted<T>(table))
        {
            return;
        }

        if (table.Length <= InsertionThreshold)
        {
            SortByInsertion(table);
            return;
        }

        var order = new (ulong Key, int Index)[table.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (table[i].Key, i);
        }

        Array.Sort(order);
        var copy = table.ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            table[i] = copy[order[i].Index];
        }
    }

    /// <summary>Keeps the first of the entries of equal key in a sorted table; returns how many are left.</summary>
    public static int KeepFirstOfEach<T>(Span<T> table)
        where T : unmanaged, IKeyed
    {
        var kept = 0;
        for (var i = 0; i < table.Length; i++)
        {
            if (kept == 0 || table[kept - 1].Key != table[i].Key)
            {
                table[kept++] = table[i];
            }
        }

        return kept;
    }

    /// <summary>
    /// Makes the ranges of a sorted table disjoint: where two overlap, the one that starts first keeps all of its
    /// addresses and the other what is left. Returns how many are left.
    /// </summary>
    public static int LetLowerWin<T>(Span<T> table)
        where T : unmanaged, IRanged
    {
        var kept = 0;
        ulong covered = 0;
        for (var i = 0; i < table.Length; i++)
        {
            var entry = table[i];
            var start = Math.Max(entry.Key, covered);
            if (start >= entry.End)
            {
                continue;
            }

            entry.Cover(start, entry.End);
            table[kept++] = entry;
            covered = entry.End;
        }

        return kept;
    }

    /// <summary>
    /// Cuts nested ranges into disjoint pieces: each address goes to the range with the highest start that holds it,
    /// among those of equal start to the shortest, among equals to the first. An outer range comes back after an inner one.
    /// </summary>
    public static List<T> LetInnermostWin<T>(ReadOnlySpan<T> entries)
        where T : unmanaged, IRanged
    {
        var order = new int[entries.Length];
        var keys = new (ulong Start, ulong ReversedEnd, int ReversedIndex)[entries.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = (entries[i].Key, ulong.MaxValue - entries[i].End, -i);
        }

        Array.Sort(keys, order);
        var pieces = new List<T>(entries.Length);
        var open = new Stack<T>();
        ulong position = 0;
        foreach (var index in order)
        {
            var next = entries[index];
            Close(pieces, open, ref position, next.Key);
            position = next.Key;
            open.Push(next);
        }

        Close(pieces, open, ref position, ulong.MaxValue);
        return pieces;
    }

    /// <summary>Emits what the open ranges, innermost first, cover between <paramref name="position"/> and <paramref name="limit"/>.</summary>
    static void Close<T>(List<T> pieces, Stack<T> open, ref ulong position, ulong limit)
        where T : unmanaged, IRanged
    {
        while (position < limit && open.TryPeek(out var innermost))
        {
            var end = Math.Min(innermost.End, limit);
            if (position < end)
            {
                var piece = innermost;
                piece.Cover(position, end);
                pieces.Add(piece);
                position = end;
            }

            if (innermost.End <= limit)
            {
                open.Pop();
            }
        }
    }

    static void SortByInsertion<T>(Span<T> table)
        where T : unmanaged, IKeyed
    {
        for (var i = 1; i < table.Length; i++)
        {
            var entry = table[i];
            var place = i;
            for (; place > 0 && table[place - 1].Key > entry.Key; place--)
            {
                table[place] = table[place - 1];
            }

            table[place] = entry;
        }
    }

    static bool IsSorted<T>(ReadOnlySpan<T> table)
        where T : unmanaged, IKeyed
    {
        for (var i = 1; i < table.Length; i++)
        {
            if (table[i - 1].Key > table[i].Key)
            {
                return false;
            }
        }

        return true;
    }
}
