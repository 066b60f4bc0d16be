namespace Inquest.Formats.Dwarf;

/// <summary>Reads range lists: .debug_ranges of DWARF 2–4 and .debug_rnglists of DWARF 5 (sections 2.17.3 and 7.25).</summary>
sealed class DwarfRangeReader(DwarfLimits limits)
{
    public static ulong? Address(DwarfUnit unit, DwarfValue value) => value.Kind switch
    {
        DwarfValueKind.Address => value.Value,
        DwarfValueKind.AddressIndex => IndexedAddress(unit, value.Value),
        _ => null,
    };

    /// <summary>The ranges that an entry's DW_AT_ranges, or low and high address, give; empty when it has no code.</summary>
    public void Read(DwarfUnit unit, DwarfValue ranges, DwarfValue low, DwarfValue high, List<DwarfRange> result)
    {
        result.Clear();
        if (ranges.IsPresent)
        {
            if (unit.Version >= 5)
            {
                ReadRnglist(unit, ranges, result);
            }
            else if (ranges.Kind is DwarfValueKind.Offset or DwarfValueKind.Constant)
            {
                ReadRanges(unit, ranges.Value, result);
            }

            return;
        }

        if (Address(unit, low) is { } start && high.IsPresent)
        {
            // DWARF 4 lets the end be a size.
            var end = high.Kind == DwarfValueKind.Constant ? unchecked(start + high.Value) : Address(unit, high) ?? start;
            Add(result, start, end);
        }
    }

    void ReadRanges(DwarfUnit unit, ulong offset, List<DwarfRange> result)
    {
        // A split unit of DWARF 4 has its ranges in the main file, counted from what the skeleton says.
        offset = unit.Skeleton is { } skeleton ? unchecked(offset + skeleton.RangesBase) : offset;
        var reader = At(unit.Main, unit.Main.Info.Sections.Ranges.Span, offset);
        var start = unit.Main.LowPc;
        var all = unit.AddressSize == 8 ? ulong.MaxValue : uint.MaxValue;
        while (result.Count < limits.RangeCountMax)
        {
            var first = reader.Unsigned(unit.AddressSize);
            var second = reader.Unsigned(unit.AddressSize);
            if (!reader.Ok || (first == 0 && second == 0))
            {
                return;
            }

            if (first == all)
            {
                start = second;
            }
            else
            {
                Add(result, unchecked(start + first), unchecked(start + second));
            }
        }
    }

    void ReadRnglist(DwarfUnit unit, DwarfValue ranges, List<DwarfRange> result)
    {
        var section = unit.Info.Sections.RngLists.Span;
        var offset = ranges.Value;
        if (ranges.Kind == DwarfValueKind.ListIndex)
        {
            var entry = At(unit, section, unchecked(unit.RnglistsBase + (offset * (ulong)unit.OffsetSize)));
            offset = unchecked(unit.RnglistsBase + entry.Unsigned(unit.OffsetSize));
            if (!entry.Ok)
            {
                return;
            }
        }

        var reader = At(unit, section, offset);
        var start = unit.Main.LowPc;
        while (reader.HasMore && result.Count < limits.RangeCountMax)
        {
            switch (reader.U8())
            {
                case 1: // DW_RLE_base_addressx
                    start = IndexedAddress(unit, reader.Uleb()) ?? 0;
                    break;
                case 2: // DW_RLE_startx_endx
                    Add(result, IndexedAddress(unit, reader.Uleb()), IndexedAddress(unit, reader.Uleb()));
                    break;
                case 3: // DW_RLE_startx_length
                    var first = IndexedAddress(unit, reader.Uleb());
                    Add(result, first, first + reader.Uleb());
                    break;
                case 4: // DW_RLE_offset_pair
                    Add(result, unchecked(start + reader.Uleb()), unchecked(start + reader.Uleb()));
                    break;
                case 5: // DW_RLE_base_address
                    start = reader.Unsigned(unit.AddressSize);
                    break;
                case 6: // DW_RLE_start_end
                    Add(result, reader.Unsigned(unit.AddressSize), reader.Unsigned(unit.AddressSize));
                    break;
                case 7: // DW_RLE_start_length
                    var low = reader.Unsigned(unit.AddressSize);
                    Add(result, low, unchecked(low + reader.Uleb()));
                    break;
                default:
                    return;
            }
        }
    }

    static ulong? IndexedAddress(DwarfUnit unit, ulong index)
    {
        var reader = At(unit.Main, unit.Main.Info.Sections.Addr.Span, unchecked(unit.Main.AddrBase + (index * (ulong)unit.AddressSize)));
        var address = reader.Unsigned(unit.AddressSize);
        return reader.Ok ? address : null;
    }

    static ByteReader At(DwarfUnit unit, ReadOnlySpan<byte> section, ulong offset)
    {
        var reader = new ByteReader(section, unit.Info.Sections.IsBigEndian);
        reader.Position = offset > (ulong)section.Length ? -1 : (int)offset;
        return reader;
    }

    static void Add(List<DwarfRange> result, ulong? start, ulong? end)
    {
        if (start is { } first && end is { } last && first < last)
        {
            result.Add(new DwarfRange(first, last));
        }
    }
}
