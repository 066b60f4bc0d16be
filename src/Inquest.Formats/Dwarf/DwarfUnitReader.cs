namespace Inquest.Formats.Dwarf;

/// <summary>Turns units into records. Each thread has one.</summary>
sealed class DwarfUnitReader(DwarfFile file, DwarfRecords records, bool withInlines, DwarfLimits limits)
{
    readonly DwarfUnitScan _scan = new(limits);
    readonly DwarfNameResolver _resolver = new(file.Names, limits);
    readonly DwarfLineProgram _lines = new(file.Paths, limits);
    readonly List<DwarfRange> _functionRanges = [];
    readonly int _unknownFile = file.Paths.Add("<unknown>"u8, isMangled: false);

    /// <summary>1 when the last unit's line program was too long.</summary>
    public int CutLineProgramCount => _lines.CutCount;

    /// <summary>Adds the functions of a unit; damaged parts are left out.</summary>
    /// <param name="unit">A whole unit, or the split one of a skeleton.</param>
    /// <param name="number">What its records say that they come from.</param>
    public void Read(DwarfUnit unit, int number)
    {
        _scan.Read(unit);
        if (_scan.Functions.Count == 0 && !unit.Main.HasCode)
        {
            return;
        }

        _resolver.Begin(unit, _scan.Scopes);
        _lines.Read(unit.Main);
        for (var i = 0; i < _scan.Functions.Count; i++)
        {
            var function = _scan.Functions[i];
            var name = _resolver.Resolve(new DwarfValue(DwarfValueKind.Reference, (ulong)function.Offset));
            for (var k = 0; k < function.RangeCount; k++)
            {
                Add(i, _scan.Ranges[function.FirstRange + k], name < 0 ? file.Nameless : name, number);
            }
        }

        AddLoose(number);
    }

    /// <summary>Adds the lines of ranges that no function covers, as functions without a name.</summary>
    public void ReadLoose(DwarfUnit unit, int number, IEnumerable<DwarfRange> ranges)
    {
        _lines.Read(unit.Main);
        foreach (var range in ranges)
        {
            var record = new DwarfFunctionRecord
            {
                Start = range.Start, End = range.End, Name = file.Nameless, Unit = number, FirstLine = records.Lines.Count, FirstInline = records.Inlines.Count,
            };
            _lines.Cover(range, records.Lines);
            record.LineCount = records.Lines.Count - record.FirstLine;
            if (record.LineCount > 0)
            {
                records.Functions.Add(record);
            }
        }
    }

    void AddLoose(int number)
    {
        _functionRanges.Clear();
        foreach (var function in _scan.Functions)
        {
            for (var k = 0; k < function.RangeCount; k++)
            {
                _functionRanges.Add(_scan.Ranges[function.FirstRange + k]);
            }
        }

        _functionRanges.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var next = 0;
        foreach (var covered in _lines.Covered)
        {
            var at = covered.Start;
            for (; next < _functionRanges.Count && _functionRanges[next].Start < covered.End; next++)
            {
                if (_functionRanges[next].Start > at)
                {
                    records.Loose.Add(new DwarfLooseCode(new DwarfRange(at, _functionRanges[next].Start), number));
                }

                at = Math.Max(at, _functionRanges[next].End);
            }

            if (at < covered.End)
            {
                records.Loose.Add(new DwarfLooseCode(covered with { Start = at }, number));
            }
        }
    }

    void Add(int index, DwarfRange range, int name, int unit)
    {
        // Offsets of lines and inlined calls have 32 bits; a function of 4 GB is a lie.
        range = range with { End = Math.Min(range.End, unchecked(range.Start + uint.MaxValue)) };
        if (range.End <= range.Start)
        {
            return;
        }

        var record = new DwarfFunctionRecord
        {
            Start = range.Start,
            End = range.End,
            Name = name,
            Unit = unit,
            FirstLine = records.Lines.Count,
            FirstInline = records.Inlines.Count,
        };
        _lines.Cover(range, records.Lines);
        if (withInlines)
        {
            AddInlines(index, range);
        }

        record.LineCount = records.Lines.Count - record.FirstLine;
        record.InlineCount = records.Inlines.Count - record.FirstInline;
        records.Functions.Add(record);
    }

    void AddInlines(int index, DwarfRange within)
    {
        // A call whose caller has no code in this range has none either, whatever its own ranges say.
        var openDepth = 0;
        var inlines = _scan.Inlines;
        for (var i = _scan.Functions[index].FirstInline; i < _scan.Functions[index].InlineEnd; i++)
        {
            var inline = inlines[i];
            if (inline.Function != index)
            {
                continue;
            }

            var first = records.Ranges.Count;
            for (var k = 0; inline.Depth <= openDepth && k < inline.RangeCount; k++)
            {
                var range = _scan.Ranges[inline.FirstRange + k];
                var start = Math.Max(range.Start, within.Start);
                var end = Math.Min(range.End, within.End);
                if (start < end)
                {
                    records.Ranges.Add(new DwarfInlineRange { Offset = (uint)(start - within.Start), Size = (uint)(end - start) });
                }
            }

            if (records.Ranges.Count == first)
            {
                openDepth = Math.Min(openDepth, inline.Depth);
                continue;
            }

            openDepth = inline.Depth + 1;
            var name = _resolver.Resolve(inline.Origin);
            var path = _lines.File(inline.CallFile);
            records.Inlines.Add(new DwarfInlineRecord
            {
                Depth = inline.Depth,
                Name = name < 0 ? file.Nameless : name,
                CallFile = path < 0 ? _unknownFile : path,
                CallLine = inline.CallLine,
                FirstRange = first,
                RangeCount = records.Ranges.Count - first,
            });
        }
    }
}
