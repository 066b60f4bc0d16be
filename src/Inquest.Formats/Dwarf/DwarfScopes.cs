namespace Inquest.Formats.Dwarf;

/// <summary>Where the namespaces and types of a unit begin and end, so that any entry's place among them can be told.</summary>
sealed class DwarfScopes
{
    readonly List<Scope> _scopes = [];

    public void Clear() => _scopes.Clear();

    /// <summary>Begins a scope; scopes come by ascending offset.</summary>
    /// <param name="offset">Of its entry.</param>
    /// <param name="parent">Number of the scope around it, or -1.</param>
    /// <returns>Its number.</returns>
    public int Open(int offset, int parent)
    {
        _scopes.Add(new Scope(offset, int.MaxValue, parent, false));
        return _scopes.Count - 1;
    }

    public void Close(int number, int end) => _scopes[number] = _scopes[number] with { End = end };

    /// <summary>A scope whose entries were jumped over.</summary>
    public void AddUnread(int offset, int end, int parent) => _scopes.Add(new Scope(offset, end, parent, true));

    /// <summary>Offsets of the entries of all scopes around an entry, innermost first.</summary>
    public void Around(DwarfUnit unit, int offset, List<int> result, DwarfLimits limits)
    {
        result.Clear();
        var number = LastBefore(offset);
        while (number >= 0 && _scopes[number].End <= offset)
        {
            number = _scopes[number].Parent;
        }

        if (number >= 0 && _scopes[number].IsUnread)
        {
            Walk(unit, _scopes[number].Offset, offset, result, limits);
            number = _scopes[number].Parent;
        }

        for (; number >= 0 && result.Count < limits.DepthMax; number = _scopes[number].Parent)
        {
            result.Add(_scopes[number].Offset);
        }
    }

    int LastBefore(int offset)
    {
        var (low, high) = (0, _scopes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _scopes[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    // From the head of a scope to the entry, through everything before it.
    static void Walk(DwarfUnit unit, int start, int target, List<int> result, DwarfLimits limits)
    {
        var cursor = new DwarfEntryCursor(unit) { Position = start };
        var open = new List<(int Offset, bool IsScope)>();
        var entry = default(DwarfEntry);
        while (cursor.Position < target && cursor.Next(out var shape, ref entry))
        {
            if (shape is null)
            {
                if (open.Count == 0)
                {
                    return;
                }

                open.RemoveAt(open.Count - 1);
            }
            else if (shape.HasChildren && open.Count < limits.DepthMax)
            {
                open.Add((entry.Offset, shape.Kind is DwarfEntryKind.Namespace or DwarfEntryKind.Type));
            }
        }

        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].IsScope)
            {
                result.Add(open[i].Offset);
            }
        }
    }

    readonly record struct Scope(int Offset, int End, int Parent, bool IsUnread);
}
