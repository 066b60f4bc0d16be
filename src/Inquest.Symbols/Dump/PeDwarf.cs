using Inquest.Formats.Cpu;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>The DWARF that mingw leaves in images. Its addresses are those of the preferred base.</summary>
static class PeDwarf
{
    /// <summary>Null when the image has none.</summary>
    public static DwarfSections? Sections(PeFile image)
    {
        var info = image.Contents(".debug_info");
        return info.IsEmpty ? null : new DwarfSections
        {
            PointerSize = image.PointerSize,
            Code = [.. image.Sections.Where(section => section.IsExecutable)
                .Select(section => new DwarfRange(
                    image.ImageBase + section.VirtualAddress, image.ImageBase + section.VirtualAddress + section.MappedSize))
                .OrderBy(range => range.Start)],
            Info = info,
            Abbrev = image.Contents(".debug_abbrev"),
            Line = image.Contents(".debug_line"),
            Str = image.Contents(".debug_str"),
            LineStr = image.Contents(".debug_line_str"),
            StrOffsets = image.Contents(".debug_str_offsets"),
            Addr = image.Contents(".debug_addr"),
            Ranges = image.Contents(".debug_ranges"),
            RngLists = image.Contents(".debug_rnglists"),
        };
    }

    /// <summary>Frames of x86, which has no unwind codes; those of x64 and arm64 are in .pdata, which Windows itself goes by.</summary>
    public static CfiSymbols? Frames(PeFile image, DwarfLimits limits) => image.Architecture is CpuArchitecture.X86 or CpuArchitecture.Arm
        ? CfiSymbols.Collect(Tables(image, limits), image.Architecture, image.PointerSize,
            address => address >= image.ImageBase && address - image.ImageBase <= uint.MaxValue && image.IsCode((uint)(address - image.ImageBase)), limits)
        : null;

    static IEnumerable<CfiTable> Tables(PeFile image, DwarfLimits limits)
    {
        // Section names of images are cut to eight bytes unless there is a string table.
        if ((image.FindSection(".eh_frame") ?? image.FindSection(".eh_fram")) is { } section)
        {
            yield return CfiTable.ReadEhFrame(
                image.Contents(section), false, image.ImageBase + section.VirtualAddress, image.PointerSize, limits);
        }

        var frames = image.Contents(".debug_frame");
        if (!frames.IsEmpty)
        {
            yield return CfiTable.ReadDebugFrame(frames, false, image.PointerSize, limits);
        }
    }
}
