namespace Inquest.Formats.Dwarf;

/// <summary>One pass over the entries of a unit: subprograms, what is inlined in them, and the scopes that name them.</summary>
sealed class DwarfUnitReader(DwarfSections sections, DwarfUnit unit, DwarfLimits limits)
{
    readonly DwarfRangeReader _ranges = new(sections, limits);
    readonly List<DwarfRange> _scratch = [];

    public DwarfNames Names { get; } = new(unit);

    public List<RawFunction> Functions { get; } = [];

    /// <summary>Reads all entries. With <paramref name="namesOnly"/> code is left out: another unit wants the names.</summary>
    public void Read(bool namesOnly)
    {
        var reader = new ByteReader(sections.Info.Span[..unit.End], sections.IsBigEndian) { Position = unit.EntriesOffset };
        var parents = new List<Parent>();
        for (var count = 0; reader.HasMore && count < limits.EntryCountMax; count++)
        {
            var offset = (ulong)reader.Position;
            var code = reader.Uleb();
            if (code == 0)
            {
                if (parents.Count <= 1)
                {
                    return;
                }

                parents.RemoveAt(parents.Count - 1);
                continue;
            }

            if (unit.Abbreviations.Find(code) is not { } shape)
            {
                return;
            }

            var entry = ReadEntry(ref reader, shape);
            if (!reader.Ok)
            {
                return;
            }

            var parent = parents.Count == 0 ? new Parent(-1, null, 0) : parents[^1];
            var self = Handle(shape.Tag, offset, entry, parent, namesOnly);
            if (!shape.HasChildren)
            {
                continue;
            }

            if (entry.Sibling > offset && entry.Sibling <= (ulong)unit.End && IsLeaf(shape.Tag))
            {
                reader.Position = (int)entry.Sibling;
                continue;
            }

            if (parents.Count >= limits.DepthMax)
            {
                return;
            }

            parents.Add(self);
        }
    }

    // Entries whose children hold no functions.
    static bool IsLeaf(int tag) => tag is 0x01 or 0x15 or DwarfTag.EnumerationType or 0x48 or 0x4109;

    Parent Handle(int tag, ulong offset, in Entry entry, Parent parent, bool namesOnly)
    {
        switch (tag)
        {
            case DwarfTag.Subprogram:
                Names.Entries[offset] = new DwarfNameEntry(entry.Linkage, entry.Name, parent.Scope, entry.Origin);
                return HandleSubprogram(offset, entry, parent, namesOnly);
            case DwarfTag.InlinedSubroutine when !namesOnly && parent.Function is { } function:
                _ranges.Read(unit, entry.Ranges, entry.Low, entry.High, _scratch);
                function.Inlines.Add(new RawInline(parent.Depth, entry.Origin, entry.CallFile, entry.CallLine, [.. _scratch]));
                return parent with { Depth = parent.Depth + 1 };
            default:
                if (!DwarfTag.IsScope(tag))
                {
                    return parent;
                }

                Names.Scopes.Add(new DwarfScope(parent.Scope, entry.Name, tag, entry.Origin));
                return parent with { Scope = Names.Scopes.Count - 1 };
        }
    }

    Parent HandleSubprogram(ulong offset, in Entry entry, Parent parent, bool namesOnly)
    {
        if (namesOnly)
        {
            return parent;
        }

        _ranges.Read(unit, entry.Ranges, entry.Low, entry.High, _scratch);
        _scratch.RemoveAll(range => !sections.IsCode(range.Start));
        if (_scratch.Count == 0)
        {
            // A declaration or an abstract instance: what is below it describes no code.
            return parent with { Function = null };
        }

        var function = new RawFunction(offset, [.. _scratch]);
        Functions.Add(function);
        return new Parent(parent.Scope, function, 0);
    }

    Entry ReadEntry(ref ByteReader reader, DwarfAbbreviation shape)
    {
        var entry = default(Entry);
        foreach (var spec in shape.Attributes)
        {
            var value = DwarfFormReader.Read(ref reader, unit, spec);
            switch (spec.Name)
            {
                case DwarfAttribute.Sibling when value.Kind == DwarfValueKind.Reference:
                    entry.Sibling = value.Value;
                    break;
                case DwarfAttribute.Name:
                    entry.Name = value;
                    break;
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName:
                    entry.Linkage = value;
                    break;
                case DwarfAttribute.LowPc:
                    entry.Low = value;
                    break;
                case DwarfAttribute.HighPc:
                    entry.High = value;
                    break;
                case DwarfAttribute.Ranges:
                    entry.Ranges = value;
                    break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification when value.Kind == DwarfValueKind.Reference:
                    entry.Origin = value.Value;
                    break;
                case DwarfAttribute.CallFile:
                    entry.CallFile = (long)value.Value;
                    break;
                case DwarfAttribute.CallLine:
                    entry.CallLine = (int)Math.Min(value.Value, int.MaxValue);
                    break;
            }
        }

        return entry;
    }

    struct Entry
    {
        public DwarfValue Name;
        public DwarfValue Linkage;
        public DwarfValue Low;
        public DwarfValue High;
        public DwarfValue Ranges;
        public ulong Origin;
        public ulong Sibling;
        public long CallFile;
        public int CallLine;
    }

    readonly record struct Parent(int Scope, RawFunction? Function, int Depth);
}

/// <summary>A function before its names are resolved.</summary>
sealed class RawFunction(ulong offset, DwarfRange[] ranges)
{
    public ulong Offset { get; } = offset;

    public DwarfRange[] Ranges { get; } = ranges;

    public List<RawInline> Inlines { get; } = [];
}

/// <summary>An inlined call before its name is resolved.</summary>
readonly record struct RawInline(int Depth, ulong Origin, long CallFile, int CallLine, DwarfRange[] Ranges);
