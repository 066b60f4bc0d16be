namespace Inquest.Formats.Dwarf;

/// <summary>A .dwp file: many .dwo files in one, found by an index (DWARF 5, section 7.3.5; GNU's version 2 before it).</summary>
/// <remarks>
/// .debug_cu_index: version u32 (2; in version 5 u16 and padding), columns, units, slots; a hash table of ids, u64 each, and of
/// row numbers from 1, u32 each; the columns' section kinds; then offsets and sizes by row, u32 each.
/// </remarks>
sealed class DwarfPackage
{
    readonly DwarfSections _sections;
    readonly Dictionary<ulong, DwarfSections> _byId = [];

    public DwarfPackage(DwarfSections sections, DwarfLimits limits)
    {
        _sections = sections;
        var reader = new ByteReader(sections.UnitIndex.Span, sections.IsBigEndian);
        var version = reader.U16();
        var rest = reader.U16();
        // Version 2 has four bytes for it, of either order.
        version = version == 0 ? rest : version;
        var columnCount = reader.U32();
        var unitCount = reader.U32();
        var slotCount = reader.U32();
        if (!reader.Ok || version is not (2 or 5) || columnCount > 16 || unitCount > limits.UnitCountMax
            || slotCount > (uint)reader.Remaining / 12)
        {
            return;
        }

        var ids = reader.Position;
        var rows = ids + (int)(slotCount * 8);
        var kinds = rows + (int)(slotCount * 4);
        var offsets = kinds + (long)(columnCount * 4);
        var sizes = offsets + ((long)unitCount * columnCount * 4);
        if (sizes + ((long)unitCount * columnCount * 4) > sections.UnitIndex.Length)
        {
            return;
        }

        for (var slot = 0; slot < slotCount; slot++)
        {
            var id = At(ids + (slot * 8)).U64();
            var row = At(rows + (slot * 4)).U32();
            if (row == 0 || row > unitCount)
            {
                continue;
            }

            var unit = sections;
            for (var column = 0; column < columnCount; column++)
            {
                var place = (int)(((row - 1) * columnCount) + column) * 4;
                unit = Cut(unit, version, At(kinds + (column * 4)).U32(), At((int)offsets + place).U32(), At((int)sizes + place).U32());
            }

            _byId.TryAdd(id, unit);
        }
    }

    /// <summary>The sections of one .dwo.</summary>
    public DwarfSections? Find(ulong id) => _byId.GetValueOrDefault(id);

    ByteReader At(int position) => new(_sections.UnitIndex.Span, _sections.IsBigEndian) { Position = position };

    static DwarfSections Cut(DwarfSections sections, int version, uint kind, uint offset, uint size) => kind switch
    {
        1 => sections with { Info = Slice(sections.Info, offset, size) },
        3 => sections with { Abbrev = Slice(sections.Abbrev, offset, size) },
        4 => sections with { Line = Slice(sections.Line, offset, size) },
        6 => sections with { StrOffsets = Slice(sections.StrOffsets, offset, size) },
        8 when version == 5 => sections with { RngLists = Slice(sections.RngLists, offset, size) },
        _ => sections,
    };

    static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> section, uint offset, uint size) =>
        offset > section.Length ? default : section.Slice((int)offset, (int)Math.Min(size, (uint)section.Length - offset));
}
