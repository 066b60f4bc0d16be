using System.Collections.Concurrent;

namespace Inquest.Formats.Dwarf;

/// <summary>One .debug_info section and its units: of the main file, of a supplementary file or of a .dwo.</summary>
sealed class DwarfInfo
{
    // Bytes between two times that pages are given back.
    const int ForgetStep = 16 << 20;

    readonly DwarfLimits _limits;
    readonly ConcurrentDictionary<(ulong, DwarfFormSizes), DwarfAbbreviations> _abbreviations = new();
    readonly List<DwarfUnit> _units = [];
    readonly List<Finding> _findings = [];

    public DwarfInfo(DwarfSections sections, DwarfLimits limits)
    {
        Sections = sections;
        _limits = limits;
        Supplementary = sections.Supplementary is null ? null : new DwarfInfo(sections.Supplementary with { Supplementary = null }, limits);
        ReadUnits();
    }

    public DwarfSections Sections { get; }

    public DwarfInfo? Supplementary { get; }

    /// <summary>By offset.</summary>
    public IReadOnlyList<DwarfUnit> Units => _units;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Names that other units asked for, by offset of the entry.</summary>
    public ConcurrentDictionary<int, int> ForeignNames { get; } = new();

    /// <summary>The scopes of units that other units asked names of.</summary>
    public ConcurrentDictionary<int, Lazy<DwarfScopes>> ForeignScopes { get; } = new();

    public DwarfUnit? UnitAt(ulong offset)
    {
        var (low, high) = (0, _units.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_units[middle].Contains(offset))
            {
                return _units[middle];
            }

            (low, high) = offset < (ulong)_units[middle].Offset ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }

    void ReadUnits()
    {
        var section = Sections.Info.Span;
        var position = 0;
        var forgottenTo = 0;
        while (position < section.Length && _units.Count < _limits.UnitCountMax)
        {
            var reader = new ByteReader(section, Sections.IsBigEndian) { Position = position };
            ulong length = reader.U32();
            var offsetSize = 4;
            if (length == 0xFFFFFFFF)
            {
                length = reader.U64();
                offsetSize = 8;
            }

            if (!reader.Ok || length == 0 || length > (ulong)reader.Remaining)
            {
                _findings.Add(new Finding("debug-info-truncated",
                    $"The unit at {position:x} of .debug_info claims {length} bytes, {reader.Remaining} are left."));
                return;
            }

            var end = reader.Position + (int)length;
            if (ReadUnitHeader(ref reader, position, end, offsetSize) is { } unit)
            {
                ReadRoot(unit);
                _units.Add(unit);
            }

            position = end;
            // Heads lie so close that reading them all brings the whole section into memory.
            if (position - forgottenTo >= ForgetStep)
            {
                MappedFileBytes.Forget(Sections.Info[forgottenTo..position]);
                forgottenTo = position;
            }
        }

        MappedFileBytes.Forget(Sections.Info[forgottenTo..position]);
    }

    DwarfUnit? ReadUnitHeader(ref ByteReader reader, int offset, int end, int offsetSize)
    {
        var version = reader.U16();
        if (version is < 2 or > 5)
        {
            _findings.Add(new Finding("debug-info-version", $"The unit at {offset:x} of .debug_info has version {version}."));
            return null;
        }

        int addressSize;
        ulong abbreviations;
        ulong splitId = 0;
        if (version >= 5)
        {
            var type = reader.U8();
            addressSize = reader.U8();
            abbreviations = reader.Unsigned(offsetSize);
            // Skeleton and split units carry an id of 8 bytes, type units a signature and an offset.
            splitId = type is 4 or 5 ? reader.U64() : 0;
            reader.Skip(type is 2 or 6 ? 8UL + (ulong)offsetSize : 0);
        }
        else
        {
            abbreviations = reader.Unsigned(offsetSize);
            addressSize = reader.U8();
        }

        if (!reader.Ok || reader.Position > end || addressSize is not (2 or 4 or 8))
        {
            _findings.Add(new Finding("debug-info-unit", $"The header of the unit at {offset:x} of .debug_info makes no sense."));
            return null;
        }

        var sizes = new DwarfFormSizes(version, addressSize, offsetSize);
        return new DwarfUnit
        {
            Info = this,
            Offset = offset,
            EntriesOffset = reader.Position,
            End = end,
            Version = version,
            AddressSize = addressSize,
            OffsetSize = offsetSize,
            SplitId = splitId,
            // Linkers and LTO share tables between units; dwz always does.
            Abbreviations = _abbreviations.GetOrAdd((abbreviations, sizes),
                key => DwarfAbbreviations.Read(Sections.Abbrev.Span, key.Item1, key.Item2, _limits)),
        };
    }

    void ReadRoot(DwarfUnit unit)
    {
        var reader = new ByteReader(Sections.Info.Span[..unit.End], Sections.IsBigEndian) { Position = unit.EntriesOffset };
        if (unit.Abbreviations.Find(reader.Uleb()) is not { } shape)
        {
            return;
        }

        // Without a base the first table's entries start after its header; only split units go without.
        unit.StrOffsetsBase = unit.Version >= 5 ? (ulong)(unit.OffsetSize == 8 ? 16 : 8) : 0;
        unit.RnglistsBase = (ulong)(unit.OffsetSize == 8 ? 20 : 12);
        DwarfValue low = default;
        foreach (var spec in shape.Attributes)
        {
            var value = DwarfFormReader.Read(ref reader, unit, spec);
            if (!reader.Ok)
            {
                return;
            }

            switch (spec.Name)
            {
                case DwarfAttribute.Name: unit.Name = value; break;
                case DwarfAttribute.CompDir: unit.CompilationFolder = value; break;
                case DwarfAttribute.LowPc: low = value; break;
                case DwarfAttribute.Ranges: unit.HasCode = true; break;
                case DwarfAttribute.StmtList: unit.LineProgramOffset = value.Value; break;
                case DwarfAttribute.Language: unit.Language = (int)Math.Min(value.Value, int.MaxValue); break;
                case DwarfAttribute.StrOffsetsBase: unit.StrOffsetsBase = value.Value; break;
                case DwarfAttribute.AddrBase or DwarfAttribute.GnuAddrBase: unit.AddrBase = value.Value; break;
                case DwarfAttribute.RnglistsBase: unit.RnglistsBase = value.Value; break;
                case DwarfAttribute.GnuRangesBase: unit.RangesBase = value.Value; break;
                case DwarfAttribute.DwoName or DwarfAttribute.GnuDwoName: unit.SplitName = value; break;
                case DwarfAttribute.GnuDwoId: unit.SplitId = value.Value; break;
            }
        }

        // Only now, because an address by index needs the base, which may come after it.
        unit.LowPc = DwarfRangeReader.Address(unit, low) ?? 0;
        unit.HasCode |= low.IsPresent;
    }
}
