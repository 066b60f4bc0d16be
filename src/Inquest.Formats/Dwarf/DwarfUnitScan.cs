namespace Inquest.Formats.Dwarf;

/// <summary>One pass over the entries of a unit: functions, what is inlined in them, and the scopes that name them.</summary>
sealed class DwarfUnitScan(DwarfLimits limits)
{
    readonly DwarfRangeReader _ranges = new(limits);
    readonly List<DwarfRange> _scratch = [];
    readonly List<Parent> _parents = [];

    public DwarfScopes Scopes { get; } = new();

    public List<ScannedFunction> Functions { get; } = [];

    /// <summary>In the order of the section; those of a function that holds another one stand on both sides of the other's.</summary>
    public List<ScannedInline> Inlines { get; } = [];

    /// <summary>What functions and inlined calls point into.</summary>
    public List<DwarfRange> Ranges { get; } = [];

    /// <summary>Reads a unit after the one before is done with.</summary>
    public void Read(DwarfUnit unit)
    {
        Scopes.Clear();
        Functions.Clear();
        Inlines.Clear();
        Ranges.Clear();
        Run(unit, Scopes, withFunctions: true);
        WidenCallers();
    }

    /// <summary>Reads only the scopes: another unit wants names.</summary>
    public static void ReadScopes(DwarfUnit unit, DwarfScopes scopes, DwarfLimits limits) =>
        new DwarfUnitScan(limits).Run(unit, scopes, withFunctions: false);

    void Run(DwarfUnit unit, DwarfScopes scopes, bool withFunctions)
    {
        _parents.Clear();
        var cursor = new DwarfEntryCursor(unit);
        var entry = default(DwarfEntry);
        for (var count = 0; count < limits.EntryCountMax && cursor.Next(out var shape, ref entry); count++)
        {
            if (shape is null)
            {
                if (_parents.Count <= 1)
                {
                    return;
                }

                Pop(scopes, cursor.Position);
                continue;
            }

            var parent = _parents.Count == 0 ? new Parent(-1, -1, 0, -1, false, false) : _parents[^1];
            parent = parent with { OpensScope = false };
            if (withFunctions && shape.Kind is DwarfEntryKind.Subprogram)
            {
                parent = Subprogram(unit, entry, parent);
            }
            else if (parent.Function >= 0 && shape.Kind is DwarfEntryKind.InlinedCall)
            {
                parent = InlinedCall(unit, entry, parent);
            }

            if (!shape.HasChildren)
            {
                continue;
            }

            if (TryJump(unit, shape, entry, parent, scopes))
            {
                cursor.Position = entry.Sibling;
                continue;
            }

            if (_parents.Count >= limits.DepthMax)
            {
                return;
            }

            _parents.Add(shape.Kind is DwarfEntryKind.Namespace or DwarfEntryKind.Type
                ? parent with { Scope = scopes.Open(entry.Offset, parent.Scope), OpensScope = true }
                : parent);
        }
    }

    // C and C++ producers put the code of members outside of types, unless the type is local to a function; others (rustc,
    // Swift) put it anywhere.
    static bool TryJump(DwarfUnit unit, DwarfAbbreviation shape, in DwarfEntry entry, Parent parent, DwarfScopes scopes)
    {
        if (entry.Sibling <= entry.Offset || entry.Sibling > unit.End)
        {
            return false;
        }

        if (shape.Kind == DwarfEntryKind.Type && (unit.IsC || unit.IsCPlusPlus) && !parent.IsInFunction)
        {
            scopes.AddUnread(entry.Offset, entry.Sibling, parent.Scope);
            return true;
        }

        return shape.Kind == DwarfEntryKind.Leaf;
    }

    void Pop(DwarfScopes scopes, int end)
    {
        var top = _parents[^1];
        if (top.OpensScope)
        {
            scopes.Close(top.Scope, end);
        }

        _parents.RemoveAt(_parents.Count - 1);
    }

    Parent Subprogram(DwarfUnit unit, in DwarfEntry entry, Parent parent)
    {
        // A declaration or an abstract instance has no code, and what is below it describes none.
        if (!entry.Low.IsPresent && !entry.Ranges.IsPresent)
        {
            return parent with { Function = -1, Depth = 0, Call = -1, IsInFunction = true };
        }

        _ranges.Read(unit, entry.Ranges, entry.Low, entry.High, _scratch);
        var first = Ranges.Count;
        foreach (var range in _scratch)
        {
            if (unit.Main.Info.Sections.IsCode(range.Start))
            {
                Ranges.Add(range);
            }
        }

        if (Ranges.Count == first)
        {
            return parent with { Function = -1, Depth = 0, Call = -1, IsInFunction = true };
        }

        Functions.Add(new ScannedFunction(entry.Offset, first, Ranges.Count - first, Inlines.Count, Inlines.Count));
        return parent with { Function = Functions.Count - 1, Depth = 0, Call = -1, IsInFunction = true };
    }

    Parent InlinedCall(DwarfUnit unit, in DwarfEntry entry, Parent parent)
    {
        _ranges.Read(unit, entry.Ranges, entry.Low, entry.High, _scratch);
        Inlines.Add(new ScannedInline(parent.Function, parent.Depth, parent.Call, entry.Origin, entry.CallFile,
            (uint)Math.Min(entry.CallLine, int.MaxValue), Ranges.Count, _scratch.Count));
        Ranges.AddRange(_scratch);
        Functions[parent.Function] = Functions[parent.Function] with { InlineEnd = Inlines.Count };
        return parent with { Depth = parent.Depth + 1, Call = Inlines.Count - 1 };
    }

    // Folklore: gcc with DWARF 4 begins a list with a range of no bytes at the unit's base, which is written like the list's
    // end: the rest is never read. What is inlined in such a call says where its code is.
    void WidenCallers()
    {
        // Ranges of both ascend, so that a search goes on where the last one ended; no list that does not is worth more time.
        var steps = 64L * Ranges.Count;
        for (var i = Inlines.Count - 1; i >= 0 && steps > 0; i--)
        {
            if (Inlines[i].Caller >= 0)
            {
                Widen(Inlines[i].Caller, Inlines[i], ref steps);
            }
        }
    }

    void Widen(int caller, in ScannedInline call, ref long steps)
    {
        _scratch.Clear();
        var (first, count) = (Inlines[caller].FirstRange, Inlines[caller].RangeCount);
        var at = 0;
        for (var k = 0; k < call.RangeCount; k++)
        {
            var range = Ranges[call.FirstRange + k];
            var tried = 0;
            for (; tried < count && !Ranges[first + at].Holds(range); tried++)
            {
                at = at + 1 == count ? 0 : at + 1;
            }

            steps -= tried + 1;
            if (tried == count && range.End > range.Start)
            {
                _scratch.Add(range);
            }
        }

        if (_scratch.Count == 0)
        {
            return;
        }

        var widened = Ranges.Count;
        for (var k = 0; k < count; k++)
        {
            Ranges.Add(Ranges[first + k]);
        }

        Ranges.AddRange(_scratch);
        steps -= count;
        Inlines[caller] = Inlines[caller] with { FirstRange = widened, RangeCount = count + _scratch.Count };
    }

    readonly record struct Parent(int Scope, int Function, int Depth, int Call, bool IsInFunction, bool OpensScope);
}

/// <summary>A function with code. Its inlined calls are among those from <paramref name="FirstInline"/> to <paramref name="InlineEnd"/>.</summary>
readonly record struct ScannedFunction(int Offset, int FirstRange, int RangeCount, int FirstInline, int InlineEnd);

/// <summary>
/// An inlined call. <paramref name="Function"/> is the number of the function that it is in, <paramref name="Caller"/> that of the
/// inlined call around it or -1.
/// </summary>
readonly record struct ScannedInline(
    int Function, int Depth, int Caller, DwarfValue Origin, ulong CallFile, uint CallLine, int FirstRange, int RangeCount);
