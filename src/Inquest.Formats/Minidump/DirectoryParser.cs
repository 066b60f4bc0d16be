namespace Inquest.Formats.Minidump;

/// <summary>Reads the header and the stream directory.</summary>
sealed class DirectoryParser
{
    const int EntrySize = 12;
    const uint Signature = 0x504D444D;

    DirectoryParser(bool bigEndian, MinidumpHeader header)
    {
        BigEndian = bigEndian;
        Header = header;
    }

    public bool BigEndian { get; }

    public MinidumpHeader Header { get; }

    public List<MinidumpDirectoryEntry> Entries { get; } = [];

    public Dictionary<MinidumpStreamType, MinidumpDirectoryEntry> FirstOfType { get; } = [];

    public static MinidumpError Read(
        DumpSource source, MinidumpLimits limits, FindingLog findings, out DirectoryParser? directory)
    {
        directory = null;
        Span<byte> head = stackalloc byte[MinidumpHeader.SizeOnDisk];
        head = head[..source.Read(0, head)];
        var error = Signed(head, out var bigEndian);
        if (error != MinidumpError.None)
        {
            return error;
        }

        directory = new DirectoryParser(bigEndian, ReadHeader(head, bigEndian));
        if (directory.Header.Version != MinidumpHeader.KnownVersion)
        {
            findings.Add("version-unknown", $"The header's version is 0x{directory.Header.Version:X4} instead of 0xA793.");
        }

        if (directory.Header.NumberOfStreams == 0)
        {
            return MinidumpError.NoStreams;
        }

        if (!directory.ReadEntries(source, limits, findings))
        {
            return MinidumpError.NoDirectory;
        }

        directory.ReportOverlaps(findings);
        return MinidumpError.None;
    }

    static MinidumpError Signed(ReadOnlySpan<byte> head, out bool bigEndian)
    {
        bigEndian = false;
        if (head.IsEmpty)
        {
            return MinidumpError.Empty;
        }

        if (head.StartsWith("PMDM"u8))
        {
            bigEndian = true;
        }
        else if (!head.StartsWith("MDMP"u8))
        {
            return IsCompressed(head) ? MinidumpError.Compressed
                : head.Length < 4 ? MinidumpError.TooShort
                : MinidumpError.BadSignature;
        }

        return head.Length < MinidumpHeader.SizeOnDisk ? MinidumpError.TooShort : MinidumpError.None;
    }

    static bool IsCompressed(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
        || head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])
        || head.StartsWith("BZh"u8)
        || head.StartsWith("PK\u0003\u0004"u8);

    static MinidumpHeader ReadHeader(ReadOnlySpan<byte> head, bool bigEndian)
    {
        var cursor = new DumpCursor(head, bigEndian);
        cursor.Skip(4);
        var version = cursor.U32();
        return new MinidumpHeader(
            (ushort)version, (ushort)(version >> 16), cursor.U32(), cursor.U32(), cursor.U32(), cursor.U32(), cursor.U64());
    }

    bool ReadEntries(DumpSource source, MinidumpLimits limits, FindingLog findings)
    {
        var reader = new DumpReader(source, BigEndian, limits, findings);
        var rva = Header.StreamDirectoryRva;
        var wanted = new MinidumpLocation(rva, (ulong)Header.NumberOfStreams * EntrySize);
        var fitting = reader.Present(wanted) / EntrySize;
        if (fitting < Header.NumberOfStreams)
        {
            findings.Add(
                "directory-truncated", $"The header says {Header.NumberOfStreams} streams at 0x{rva:X}; {fitting} are in the file.");
        }

        if (fitting > (ulong)limits.StreamCountMax)
        {
            findings.Add("list-cut", $"There are {fitting} streams; the first {limits.StreamCountMax} are taken.");
        }

        var count = (int)Math.Min(fitting, (ulong)limits.StreamCountMax);
        var cursor = reader.Cursor(reader.Bytes(wanted, count * EntrySize));
        for (var i = 0; i < count; i++)
        {
            Add(reader, new MinidumpDirectoryEntry((MinidumpStreamType)cursor.U32(), cursor.Location()));
        }

        return count > 0;
    }

    void Add(DumpReader reader, MinidumpDirectoryEntry entry)
    {
        // Folklore: dbghelp and Breakpad leave unused entries at the end, all zero.
        if (entry.Type == MinidumpStreamType.Unused)
        {
            return;
        }

        var location = entry.Location;
        var present = reader.Present(location);
        if (present == 0 && location.Size > 0)
        {
            reader.Report(
                "stream-outside-file", $"{entry.Name} would be at 0x{location.Rva:X}; the file has 0x{reader.Length:X} bytes.");
            return;
        }

        if (present < location.Size)
        {
            reader.Report(
                "stream-truncated", $"{entry.Name} has {location.Size} bytes at 0x{location.Rva:X}; {present} are in the file.");
        }

        Entries.Add(entry);
        if (!FirstOfType.TryAdd(entry.Type, entry) && entry.IsKnown)
        {
            reader.Report("stream-duplicate", $"{entry.Name} is there more than once; the first one counts.");
        }
    }

    void ReportOverlaps(FindingLog findings)
    {
        var ordered = Entries.Where(entry => !entry.Location.IsEmpty).OrderBy(entry => entry.Location.Rva).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            var (entry, location) = (ordered[i], ordered[i].Location);
            if (location.Rva < MinidumpHeader.SizeOnDisk)
            {
                findings.Add("stream-overlap", $"{entry.Name} at 0x{location.Rva:X} lies over the header.");
            }

            if (i > 0 && ordered[i - 1].Location is var before && before.Rva + before.Size > location.Rva)
            {
                findings.Add("stream-overlap", $"{entry.Name} at 0x{location.Rva:X} lies over {ordered[i - 1].Name}.");
            }
        }
    }
}
