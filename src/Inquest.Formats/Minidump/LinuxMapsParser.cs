using System.Globalization;
using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads /proc/PID/maps (proc(5)): <c>start-end rwxp offset device inode path</c>, one mapping a line.</summary>
static class LinuxMapsParser
{
    public static MemoryRegion[] Read(DumpReader reader, ReadOnlySpan<byte> text)
    {
        var regions = new List<MemoryRegion>();
        MemoryRegion? previous = null;
        while (!text.IsEmpty && regions.Count < reader.Limits.RegionCountMax)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty || line[0] == 0)
            {
                continue;
            }

            if (TryParse(line, previous, out var region))
            {
                regions.Add(region);
                previous = region;
            }
            else if (end >= 0)
            {
                // Only whole lines: the last one is often cut in the middle by a writer's size limit, which is no news.
                reader.Report("maps-line-odd", $"LinuxMaps has a line that is no mapping: {Printable(line)}.");
            }
        }

        if (!text.IsEmpty)
        {
            reader.Report("list-cut", $"LinuxMaps has more than {reader.Limits.RegionCountMax} mappings; the rest is left out.");
        }

        MarkGuards(regions);
        return [.. regions];
    }

    static bool TryParse(ReadOnlySpan<byte> line, MemoryRegion? previous, out MemoryRegion region)
    {
        region = null!;
        var rest = line;
        if (!TryWord(ref rest, out var addresses)
            || addresses.IndexOf((byte)'-') is var dash && dash <= 0
            || !TryHex(addresses[..dash], out var start)
            || !TryHex(addresses[(dash + 1)..], out var end)
            || end <= start
            || !TryWord(ref rest, out var rights)
            || rights.Length < 4
            || !TryWord(ref rest, out var offsetText)
            || !TryHex(offsetText, out var offset))
        {
            return false;
        }

        TryWord(ref rest, out _);
        TryWord(ref rest, out _);
        var protection = (rights[0] == 'r' ? MemoryProtection.Read : MemoryProtection.None)
            | (rights[1] == 'w' ? MemoryProtection.Write : MemoryProtection.None)
            | (rights[2] == 'x' ? MemoryProtection.Execute : MemoryProtection.None);
        var name = Name(rest.TrimStart((byte)' '), previous);

        // The mappings of one file follow one another, with holes at times; an offset of zero begins the file anew.
        var isContinued = name is not null && name == previous?.Name && offset != 0;
        region = new MemoryRegion(
            start,
            end - start,
            protection,
            protection == MemoryProtection.None ? MemoryState.Reserved : MemoryState.Committed,
            isContinued ? previous!.AllocationBase : start,
            IsImage: (protection & MemoryProtection.Execute) != MemoryProtection.None && name is ['/', ..],
            IsShared: rights[3] == 's',
            name,
            offset);
        return true;
    }

    static bool TryHex(ReadOnlySpan<byte> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var text = rest.TrimStart((byte)' ');
        var space = text.IndexOf((byte)' ');
        word = space < 0 ? text : text[..space];
        rest = space < 0 ? default : text[space..];
        return !word.IsEmpty;
    }

    static string? Name(ReadOnlySpan<byte> path, MemoryRegion? previous)
    {
        if (path.IsEmpty)
        {
            return null;
        }

        // A library has four or five mappings in a row: one string serves them all.
        var name = Encoding.UTF8.GetString(path);
        return name == previous?.Name ? previous.Name : name;
    }

    static void MarkGuards(List<MemoryRegion> regions)
    {
        for (var i = 0; i + 1 < regions.Count; i++)
        {
            var (region, next) = (regions[i], regions[i + 1]);
            if (region.Protection == MemoryProtection.None && region.Size <= MinidumpLimits.GuardBytesMax && next.Start == region.End && next.IsWritable)
            {
                regions[i] = region with { Protection = MemoryProtection.Guard };
            }
        }
    }

    static string Printable(ReadOnlySpan<byte> line)
    {
        Span<char> text = stackalloc char[Math.Min(line.Length, 60)];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = line[i] is >= 0x20 and < 0x7F ? (char)line[i] : '.';
        }

        return new string(text);
    }
}
