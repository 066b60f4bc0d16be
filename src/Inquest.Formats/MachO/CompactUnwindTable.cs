namespace Inquest.Formats.MachO;

/// <summary>The section __unwind_info (mach-o/compact_unwind_encoding.h).</summary>
/// <remarks>
/// Header: version u32 (1), then offset and count of the common encodings, of the personalities and of the index. Index entry:
/// first function u32, offset of its page u32, offset of its LSDA entries u32; the last has no page and says where code ends.
/// Page: kind u32 (2 regular, 3 compressed), offset and count of entries u16 each, and when compressed offset and count of
/// the page's own encodings. Regular entry: function u32, encoding u32; compressed: 8 bits of encoding, 24 of distance from the
/// page's first function.
/// </remarks>
public static class CompactUnwindTable
{
    const uint RegularPage = 2;
    const uint CompressedPage = 3;

    /// <summary>In order of address, without those that have no encoding (no unwinding). Damaged pages are left out.</summary>
    public static IReadOnlyList<CompactUnwindEntry> Read(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var entries = new List<CompactUnwindEntry>();
        if (file.FindSection("__TEXT", "__unwind_info") is not { HasBytes: true } section)
        {
            return entries;
        }

        var isGood = Read(file.Contents(section).Span, file.IsBigEndian, file.Limits, entries);
        if (!isGood)
        {
            file.AddFinding("unwind-info", "Part of __unwind_info makes no sense.");
        }

        return entries;
    }

    /// <summary>False when part of the section was left out; <paramref name="entries"/> has the rest.</summary>
    internal static bool Read(ReadOnlySpan<byte> section, bool isBigEndian, MachOLimits limits, List<CompactUnwindEntry> entries)
    {
        var reader = new ByteReader(section, isBigEndian);
        var version = reader.U32();
        var (commonOffset, commonCount) = (reader.U32(), reader.U32());
        reader.Skip(8);
        var (indexOffset, indexCount) = (reader.U32(), reader.U32());
        if (!reader.Ok || version != 1)
        {
            return false;
        }

        var starts = new List<(uint Start, uint Encoding)>();
        var isGood = true;
        var end = 0u;
        for (uint i = 0; i < indexCount; i++)
        {
            var index = At(section, isBigEndian, indexOffset + ((ulong)i * 12));
            var (first, page) = (index.U32(), index.U32());
            if (!index.Ok)
            {
                isGood = false;
                break;
            }

            if (page == 0)
            {
                // The sentinel; an empty page inside of the table also ends what came before it.
                end = first;
                starts.Add((first, 0));
                continue;
            }

            isGood &= ReadPage(section, isBigEndian, page, first, (commonOffset, commonCount), limits, starts);
        }

        Cover(starts, end, entries);
        return isGood;
    }

    static bool ReadPage(ReadOnlySpan<byte> section, bool isBigEndian, uint page, uint first, (uint Offset, uint Count) common,
        MachOLimits limits, List<(uint Start, uint Encoding)> starts)
    {
        var reader = At(section, isBigEndian, page);
        var kind = reader.U32();
        var (entriesOffset, entryCount) = (reader.U16(), reader.U16());
        var (encodingsOffset, encodingCount) = kind == CompressedPage ? (reader.U16(), reader.U16()) : (0, 0);
        if (!reader.Ok || kind is not (RegularPage or CompressedPage))
        {
            return false;
        }

        var entries = At(section, isBigEndian, (ulong)page + entriesOffset);
        for (var i = 0; i < entryCount; i++)
        {
            if (starts.Count >= limits.UnwindEntryCountMax)
            {
                return false;
            }

            var (start, encoding) = (entries.U32(), 0u);
            if (kind == RegularPage)
            {
                encoding = entries.U32();
            }
            else
            {
                var number = start >> 24;
                start = unchecked(first + (start & 0xFF_FFFF));
                // The numbers of the common encodings come first, then those of the page.
                var place = number < common.Count ? common.Offset + ((ulong)number * 4)
                    : number - common.Count < encodingCount ? page + (ulong)encodingsOffset + ((ulong)(number - common.Count) * 4)
                    : ulong.MaxValue;
                var encodings = At(section, isBigEndian, place);
                encoding = encodings.U32();
                if (!encodings.Ok)
                {
                    return false;
                }
            }

            if (!entries.Ok)
            {
                return false;
            }

            starts.Add((start, encoding));
        }

        return true;
    }

    static void Cover(List<(uint Start, uint Encoding)> starts, uint end, List<CompactUnwindEntry> entries)
    {
        // Stable: of two at one address the later in the table wins, as the binary search of the runtime has it.
        var ordered = starts.Select((entry, order) => (entry, order)).OrderBy(pair => pair.entry.Start).ThenBy(pair => pair.order).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var (start, encoding) = ordered[i].entry;
            var next = i + 1 < ordered.Count ? ordered[i + 1].entry.Start : end;
            if (next > start && encoding != 0)
            {
                entries.Add(new CompactUnwindEntry(start, next, encoding));
            }
        }
    }

    static ByteReader At(ReadOnlySpan<byte> section, bool isBigEndian, ulong offset)
    {
        var reader = new ByteReader(section, isBigEndian);
        if (offset > (ulong)section.Length)
        {
            reader.Fail();
        }
        else
        {
            reader.Position = (int)offset;
        }

        return reader;
    }
}
