using System.Collections.Concurrent;

namespace Inquest.Formats.Dwarf;

/// <summary>The debug information of one file: functions, inlined calls and lines, unit by unit.</summary>
/// <remarks>Units can be read by several threads at once.</remarks>
public sealed class DwarfFile
{
    readonly DwarfSections _sections;
    readonly DwarfLimits _limits;
    readonly DwarfStrings _strings;
    readonly DwarfNameResolver _resolver;
    readonly List<DwarfUnit> _units = [];
    readonly List<Finding> _findings = [];
    readonly ConcurrentDictionary<int, Lazy<DwarfNames>> _foreignNames = new();
    readonly ConcurrentDictionary<ulong, DwarfAbbreviations> _abbreviations = new();

    public DwarfFile(DwarfSections sections, DwarfLimits limits)
    {
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(limits);
        _sections = sections;
        _limits = limits;
        _strings = new DwarfStrings(sections);
        _resolver = new DwarfNameResolver(_strings, limits, NamesAt);
        ReadUnits();
    }

    public int UnitCount => _units.Count;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Everything about one unit's code; damaged parts are left out.</summary>
    public DwarfUnitSymbols ReadUnit(int index)
    {
        var unit = _units[index];
        var lines = new DwarfLineProgram(_sections, _strings, _limits).Read(unit);
        var reader = new DwarfUnitReader(_sections, unit, _limits);
        reader.Read(namesOnly: false);
        var functions = new List<DwarfFunction>(reader.Functions.Count);
        foreach (var function in reader.Functions)
        {
            var name = _resolver.Resolve(function.Offset, reader.Names);
            functions.Add(new DwarfFunction(
                name?.Name ?? "<name omitted>", name?.IsMangled ?? false, function.Ranges, Inlines(function, reader.Names, lines)));
        }

        return new DwarfUnitSymbols(functions, lines);
    }

    List<DwarfInline> Inlines(RawFunction function, DwarfNames names, DwarfLineTable lines)
    {
        var inlines = new List<DwarfInline>(function.Inlines.Count);
        foreach (var inline in function.Inlines)
        {
            var name = _resolver.Resolve(inline.Origin, names);
            inlines.Add(new DwarfInline(inline.Depth, name?.Name ?? "<name omitted>", name?.IsMangled ?? false,
                lines.FileName(inline.CallFile), inline.CallLine, inline.Ranges));
        }

        return inlines;
    }

    DwarfNames? NamesAt(ulong offset)
    {
        var (low, high) = (0, _units.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var unit = _units[middle];
            if (offset < (ulong)unit.Offset)
            {
                high = middle - 1;
            }
            else if (offset >= (ulong)unit.End)
            {
                low = middle + 1;
            }
            else
            {
                return _foreignNames.GetOrAdd(middle, _ => new Lazy<DwarfNames>(() =>
                {
                    var reader = new DwarfUnitReader(_sections, unit, _limits);
                    reader.Read(namesOnly: true);
                    return reader.Names;
                })).Value;
            }
        }

        return null;
    }

    void ReadUnits()
    {
        var section = _sections.Info.Span;
        var position = 0;
        while (position < section.Length && _units.Count < _limits.UnitCountMax)
        {
            var reader = new ByteReader(section, _sections.IsBigEndian) { Position = position };
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
        }
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
        if (version >= 5)
        {
            var type = reader.U8();
            addressSize = reader.U8();
            abbreviations = reader.Unsigned(offsetSize);
            // Skeleton and split units carry an id of 8 bytes, type units a signature and an offset.
            reader.Skip(type is 4 or 5 ? 8UL : type is 2 or 6 ? 8UL + (ulong)offsetSize : 0);
        }
        else
        {
            abbreviations = reader.Unsigned(offsetSize);
            addressSize = reader.U8();
        }

        if (!reader.Ok || addressSize is not (2 or 4 or 8))
        {
            _findings.Add(new Finding("debug-info-unit", $"The header of the unit at {offset:x} of .debug_info makes no sense."));
            return null;
        }

        return new DwarfUnit
        {
            Offset = offset,
            EntriesOffset = reader.Position,
            End = end,
            Version = version,
            AddressSize = addressSize,
            OffsetSize = offsetSize,
            // Linkers and LTO share tables between units; dwz always does.
            Abbreviations = _abbreviations.GetOrAdd(
                abbreviations, at => DwarfAbbreviations.Read(_sections.Abbrev.Span, at, _limits)),
        };
    }

    void ReadRoot(DwarfUnit unit)
    {
        var reader = new ByteReader(_sections.Info.Span[..unit.End], _sections.IsBigEndian) { Position = unit.EntriesOffset };
        if (unit.Abbreviations.Find(reader.Uleb()) is not { } shape)
        {
            return;
        }

        unit.IsSkeleton = shape.Tag == DwarfTag.SkeletonUnit;
        // Without DW_AT_str_offsets_base the first table's entries start after its header.
        unit.StrOffsetsBase = unit.Version >= 5 ? (ulong)(unit.OffsetSize == 8 ? 16 : 8) : 0;
        DwarfValue name = default, folder = default, low = default;
        foreach (var spec in shape.Attributes)
        {
            var value = DwarfFormReader.Read(ref reader, unit, spec);
            if (!reader.Ok)
            {
                return;
            }

            switch (spec.Name)
            {
                case DwarfAttribute.Name: name = value; break;
                case DwarfAttribute.CompDir: folder = value; break;
                case DwarfAttribute.LowPc: low = value; break;
                case DwarfAttribute.StmtList: unit.LineProgramOffset = value.Value; break;
                case DwarfAttribute.Language: unit.Language = (int)Math.Min(value.Value, int.MaxValue); break;
                case DwarfAttribute.StrOffsetsBase: unit.StrOffsetsBase = value.Value; break;
                case DwarfAttribute.AddrBase or DwarfAttribute.GnuAddrBase: unit.AddrBase = value.Value; break;
                case DwarfAttribute.RnglistsBase: unit.RnglistsBase = value.Value; break;
                case DwarfAttribute.GnuDwoName: unit.IsSkeleton = true; break;
            }
        }

        // Only now, because strings and addresses by index need the bases, which may come after them.
        unit.Name = _strings.Get(unit, name);
        unit.CompilationFolder = _strings.Get(unit, folder);
        unit.LowPc = new DwarfRangeReader(_sections, _limits).Address(unit, low) ?? 0;
        if (unit.IsSkeleton)
        {
            _findings.Add(new Finding("debug-info-split", $"The entries of {unit.Name ?? "a unit"} are in a .dwo file, which is not read."));
        }
    }
}
