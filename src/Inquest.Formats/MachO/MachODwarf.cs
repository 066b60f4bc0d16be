using Inquest.Formats.Dwarf;

namespace Inquest.Formats.MachO;

/// <summary>The DWARF sections of a Mach-O file: segment __DWARF, names cut to 16 characters.</summary>
public static class MachODwarf
{
    const string Segment = "__DWARF";

    // A section name has 16 bytes: __debug_str_offsets is kept as __debug_str_offs, compressed it loses three more.
    const int NameLength = 16;

    public static DwarfSections Sections(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new DwarfSections
        {
            IsBigEndian = file.IsBigEndian,
            PointerSize = file.PointerSize,
            Code = file.Type == MachOFileType.Object ? [] : Code(file),
            Info = Contents(file, "info"),
            Abbrev = Contents(file, "abbrev"),
            Line = Contents(file, "line"),
            Str = Contents(file, "str"),
            LineStr = Contents(file, "line_str"),
            StrOffsets = Contents(file, "str_offsets"),
            Addr = Contents(file, "addr"),
            Ranges = Contents(file, "ranges"),
            RngLists = Contents(file, "rnglists"),
        };
    }

    /// <summary>Where code is, in order.</summary>
    public static IReadOnlyList<DwarfRange> Code(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return [.. file.Sections
            .Where(section => section.IsCode && section.Size > 0)
            .Select(section => new DwarfRange(section.Address, unchecked(section.Address + section.Size)))
            .OrderBy(range => range.Start)];
    }

    /// <summary>A section by its name after <c>__debug_</c>; empty when absent.</summary>
    public static ReadOnlyMemory<byte> Contents(MachOFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return (file.FindSection(Segment, Cut("__debug_" + name)) ?? file.FindSection(Segment, Cut("__zdebug_" + name))) is { } section
            ? file.Contents(section)
            : default;
    }

    static string Cut(string name) => name.Length <= NameLength ? name : name[..NameLength];
}
