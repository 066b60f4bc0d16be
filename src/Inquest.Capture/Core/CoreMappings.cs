using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>Puts the mappings of a process together from the core's PT_LOAD segments (protection) and NT_FILE (names).</summary>
static class CoreMappings
{
    /// <summary>NT_FILE: count, page size, then start, end and offset in pages of each, then their names, NUL-terminated.</summary>
    public static List<MemoryMapping> ReadFileNote(ReadOnlyMemory<byte> note, ElfFile core, CaptureLimits limits)
    {
        var mappings = new List<MemoryMapping>();
        var reader = new ByteReader(note.Span, core.IsBigEndian);
        var count = reader.Unsigned(core.PointerSize);
        var pageSize = reader.Unsigned(core.PointerSize);
        if (!reader.Ok || count > (ulong)limits.MappingCountMax || count > (ulong)(note.Length / (3 * core.PointerSize)))
        {
            return mappings;
        }

        var names = new ByteReader(note.Span, core.IsBigEndian) { Position = reader.Position };
        names.Skip(count * 3 * (ulong)core.PointerSize);
        for (ulong i = 0; i < count; i++)
        {
            var start = reader.Unsigned(core.PointerSize);
            var end = reader.Unsigned(core.PointerSize);
            var offset = reader.Unsigned(core.PointerSize);
            var name = names.Text();
            if (!names.Ok)
            {
                break;
            }

            if (start < end)
            {
                mappings.Add(new MemoryMapping(new AddressRange(start, end), null, unchecked(offset * pageSize), name));
            }
        }

        return mappings;
    }

    /// <summary>All mappings by address; where a segment and a named file overlap, the file's bounds and name with the segment's protection.</summary>
    public static List<MemoryMapping> Merge(ElfFile core, IReadOnlyList<MemoryMapping> files)
    {
        var all = new List<MemoryMapping>();
        var ordered = files.OrderBy(file => file.Range.Start).ToList();
        var segments = core.Segments.Where(s => s.IsLoad && s.MemorySize > 0 && s.VirtualAddress + s.MemorySize > s.VirtualAddress)
            .OrderBy(s => s.VirtualAddress).ToList();
        var next = 0;
        ulong covered = 0;
        foreach (var segment in segments)
        {
            var range = new AddressRange(Math.Max(segment.VirtualAddress, covered), segment.VirtualAddress + segment.MemorySize);
            if (range.Size == 0)
            {
                continue;
            }

            // Files that gdb left out of the core altogether: their pages had not been changed.
            for (; next < ordered.Count && ordered[next].Range.Start < range.Start; next++)
            {
                AddUncovered(all, ordered[next], ref covered, range.Start);
            }

            var protection = (MemoryProtection)(segment.Flags & 7);
            if (next < ordered.Count && ordered[next].Range.Start == range.Start)
            {
                var file = ordered[next];
                next++;
                var fileEnd = Math.Min(file.Range.End, range.End);
                all.Add(file with { Range = new AddressRange(range.Start, fileEnd), Protection = protection });
                covered = fileEnd;
                if (fileEnd < range.End)
                {
                    all.Add(new MemoryMapping(new AddressRange(fileEnd, range.End), protection, 0, ""));
                }
            }
            else
            {
                all.Add(new MemoryMapping(range, protection, 0, ""));
            }

            covered = range.End;
        }

        for (; next < ordered.Count; next++)
        {
            AddUncovered(all, ordered[next], ref covered, ulong.MaxValue);
        }

        return all;
    }

    /// <summary>Gives mappings that the core has no segment for the protection of the ELF segment that they are.</summary>
    public static void FillProtection(List<MemoryMapping> mappings, IReadOnlyList<LoadedElf> modules)
    {
        for (var i = 0; i < mappings.Count; i++)
        {
            var mapping = mappings[i];
            if (mapping.Protection is not null)
            {
                continue;
            }

            foreach (var module in modules)
            {
                if (mapping.Range.Start - module.Base < module.Size && mapping.Range.Start >= module.Base)
                {
                    mappings[i] = mapping with { Protection = ProtectionIn(module, mapping.Range) };
                }
            }
        }
    }

    static MemoryProtection ProtectionIn(LoadedElf module, AddressRange range)
    {
        foreach (var segment in module.Segments)
        {
            var start = unchecked(module.Bias + segment.VirtualAddress);
            if (segment.IsLoad && start < range.End && range.Start < unchecked(start + segment.MemorySize))
            {
                return (MemoryProtection)(segment.Flags & 7);
            }
        }

        return MemoryProtection.None;
    }

    static void AddUncovered(List<MemoryMapping> all, MemoryMapping file, ref ulong covered, ulong end)
    {
        var start = Math.Max(file.Range.Start, covered);
        var range = new AddressRange(start, Math.Min(file.Range.End, end));
        if (range.Size == 0)
        {
            return;
        }

        all.Add(file with { Range = range, FileOffset = file.FileOffset + (start - file.Range.Start) });
        covered = range.End;
    }
}
