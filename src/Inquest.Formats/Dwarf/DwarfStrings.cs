using System.Text;

namespace Inquest.Formats.Dwarf;

/// <summary>Resolves string values.</summary>
sealed class DwarfStrings(DwarfSections sections)
{
    public string? Get(DwarfUnit unit, DwarfValue value) => value.Kind switch
    {
        DwarfValueKind.InlineString => At(sections.Info.Span, value.Value),
        DwarfValueKind.StringOffset => At(sections.Str.Span, value.Value),
        DwarfValueKind.LineStringOffset => At(sections.LineStr.Span, value.Value),
        DwarfValueKind.StringIndex => Indexed(unit, value.Value),
        _ => null,
    };

    string? Indexed(DwarfUnit unit, ulong index)
    {
        var offsets = sections.StrOffsets.Span;
        var position = unchecked(unit.StrOffsetsBase + (index * (ulong)unit.OffsetSize));
        if (position >= (ulong)offsets.Length)
        {
            return null;
        }

        var reader = new ByteReader(offsets, sections.IsBigEndian) { Position = (int)position };
        var offset = reader.Unsigned(unit.OffsetSize);
        return reader.Ok ? At(sections.Str.Span, offset) : null;
    }

    static string? At(ReadOnlySpan<byte> section, ulong offset)
    {
        if (offset >= (ulong)section.Length)
        {
            return null;
        }

        var rest = section[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}
