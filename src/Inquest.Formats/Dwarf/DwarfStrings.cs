namespace Inquest.Formats.Dwarf;

/// <summary>Resolves string values to their bytes, which are most likely UTF-8.</summary>
static class DwarfStrings
{
    /// <summary>Empty when there is none.</summary>
    public static ReadOnlyMemory<byte> Get(DwarfUnit unit, DwarfValue value)
    {
        var sections = unit.Info.Sections;
        return value.Kind switch
        {
            DwarfValueKind.InlineString => At(sections.Info, value.Value),
            DwarfValueKind.StringOffset => At(sections.Str, value.Value),
            DwarfValueKind.LineStringOffset => At(sections.LineStr, value.Value),
            DwarfValueKind.StringIndex => Indexed(unit, value.Value),
            DwarfValueKind.SupplementaryString => At(sections.Supplementary?.Str ?? default, value.Value),
            _ => default,
        };
    }

    public static ReadOnlyMemory<byte> At(ReadOnlyMemory<byte> section, ulong offset)
    {
        if (offset >= (ulong)section.Length)
        {
            return default;
        }

        var length = section.Span[(int)offset..].IndexOf((byte)0);
        return length <= 0 ? default : section.Slice((int)offset, length);
    }

    static ReadOnlyMemory<byte> Indexed(DwarfUnit unit, ulong index)
    {
        var sections = unit.Info.Sections;
        var offsets = sections.StrOffsets.Span;
        var position = unchecked(unit.StrOffsetsBase + (index * (ulong)unit.OffsetSize));
        if (position >= (ulong)offsets.Length)
        {
            return default;
        }

        var reader = new ByteReader(offsets, sections.IsBigEndian) { Position = (int)position };
        var offset = reader.Unsigned(unit.OffsetSize);
        return reader.Ok ? At(sections.Str, offset) : default;
    }
}
