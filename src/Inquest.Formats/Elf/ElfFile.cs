using Inquest.Formats.Cpu;

namespace Inquest.Formats.Elf;

/// <summary>
/// An ELF file: executables, shared libraries, objects, debug files and cores of 32 and 64 bits and both byte orders.
/// </summary>
/// <remarks>
/// Layout (gABI chapter 4): 16 identification bytes (7F 'E' 'L' 'F', class at 4, byte order at 5), then type u16, machine u16,
/// version u32, entry, program header offset, section header offset (4 or 8 bytes each), flags u32, header size u16, size and
/// count of program headers u16 u16, size and count of section headers u16 u16, index of the name table u16. Counts that do
/// not fit (PN_XNUM, SHN_XINDEX) are kept in section header 0. Headers that point outside the file are findings: what can be
/// read is read.
/// </remarks>
public sealed class ElfFile
{
    const uint ExtendedNumber = 0xFFFF;

    // ELFCOMPRESS_ZLIB and ELFCOMPRESS_ZSTD.
    const uint MethodZlib = 1;
    const uint MethodZstd = 2;

    readonly FileBytes _bytes;
    readonly ElfLimits _limits;
    readonly List<ElfSegment> _segments = [];
    readonly List<ElfSection> _sections = [];
    readonly List<Finding> _findings = [];
    readonly Dictionary<string, ElfSection> _sectionByName = new(StringComparer.Ordinal);
    readonly Lock _gate = new();
    readonly Dictionary<int, ReadOnlyMemory<byte>> _uncompressed = [];

    ElfFile(FileBytes bytes, ElfLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
    }

    public bool Is64Bit { get; private set; }

    public bool IsBigEndian { get; private set; }

    public ElfType Type { get; private set; }

    /// <summary>e_machine.</summary>
    public int Machine { get; private set; }

    public ulong Entry { get; private set; }

    public CpuArchitecture Architecture { get; private set; }

    public int PointerSize => Is64Bit ? 8 : 4;

    public IReadOnlyList<ElfSegment> Segments => _segments;

    public IReadOnlyList<ElfSection> Sections => _sections;

    public IReadOnlyList<Finding> Findings => _findings;

    public ElfLimits Limits => _limits;

    /// <summary>
    /// Address that the file was linked to start at: of the first PT_LOAD, less its offset. Zero for shared libraries and
    /// position-independent programs, 0x400000 for others, and an odd number for Android's relocation-packed libraries.
    /// </summary>
    public ulong LinkBase
    {
        get
        {
            foreach (var segment in _segments)
            {
                if (segment.IsLoad)
                {
                    var pageMask = ~(Math.Max(segment.Alignment, 1) - 1);
                    return (segment.VirtualAddress & pageMask) - (segment.Offset & pageMask);
                }
            }

            return 0;
        }
    }

    public static ElfError TryOpen(FileBytes bytes, ElfLimits limits, out ElfFile? file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        var candidate = new ElfFile(bytes, limits);
        var error = candidate.ReadHeader();
        file = error == ElfError.None ? candidate : null;
        return error;
    }

    public ElfSection? FindSection(string name) => _sectionByName.GetValueOrDefault(name);

    /// <summary>The section's bytes, decompressed; empty when it has none or they cannot be had (then there is a finding).</summary>
    public ReadOnlyMemory<byte> Contents(ElfSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (!section.HasBytes)
        {
            return default;
        }

        var raw = Raw(section);
        var isOldCompression = section.Name.StartsWith(".zdebug_", StringComparison.Ordinal);
        if (!section.IsCompressed && !isOldCompression)
        {
            return raw;
        }

        // Under the lock on purpose: two threads must not inflate the same gigabyte twice.
        lock (_gate)
        {
            if (!_uncompressed.TryGetValue(section.Index, out var content))
            {
                content = isOldCompression ? InflateGnu(section, raw) : Inflate(section, raw);
                _uncompressed[section.Index] = content;
            }

            return content;
        }
    }

    /// <summary>The bytes of a section by name, also under its old compressed name (<c>.zdebug_info</c>); empty when absent.</summary>
    public ReadOnlyMemory<byte> Contents(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var section = FindSection(name);
        if (section is null && name.StartsWith(".debug_", StringComparison.Ordinal))
        {
            section = FindSection(".z" + name[1..]);
        }

        return section is null ? default : Contents(section);
    }

    public ReadOnlyMemory<byte> Contents(ElfSegment segment) => _bytes.Slice(segment.Offset, segment.FileSize);

    /// <summary>Bytes of the file, cut at its end.</summary>
    public ReadOnlyMemory<byte> Bytes(ulong offset, ulong size) => _bytes.Slice(offset, size);

    public IEnumerable<ElfNote> Notes()
    {
        var any = false;
        foreach (var segment in _segments)
        {
            if (segment.Type != ElfSegment.Note)
            {
                continue;
            }

            foreach (var note in ElfNotes.Read(Contents(segment), IsBigEndian, segment.Alignment, _limits))
            {
                any = true;
                yield return note;
            }
        }

        if (any)
        {
            yield break;
        }

        // Folklore: objcopy --only-keep-debug leaves program headers whose file range holds something else; the note
        // section keeps its bytes. Relocatable objects have no segments at all.
        foreach (var section in _sections)
        {
            if (section.Type != ElfSection.TypeNote)
            {
                continue;
            }

            foreach (var note in ElfNotes.Read(Contents(section), IsBigEndian, section.Alignment, _limits))
            {
                yield return note;
            }
        }
    }

    ReadOnlyMemory<byte> Raw(ElfSection section)
    {
        var raw = _bytes.Slice(section.Offset, section.Size);
        if ((ulong)raw.Length < section.Size)
        {
            AddFinding("section-truncated",
                $"{section.Name} claims {section.Size} bytes at offset {section.Offset}, the file has {raw.Length}.");
        }

        return raw;
    }

    ReadOnlyMemory<byte> Inflate(ElfSection section, ReadOnlyMemory<byte> raw)
    {
        var reader = new ByteReader(raw.Span, IsBigEndian);
        var method = reader.U32();
        if (Is64Bit)
        {
            reader.U32();
        }

        var size = reader.Unsigned(PointerSize);
        reader.Unsigned(PointerSize);
        if (!reader.Ok || method is not (MethodZlib or MethodZstd))
        {
            AddFinding("section-compression", $"{section.Name} is compressed by unknown method {method}.");
            return default;
        }

        return Inflate(section, raw[reader.Position..], size, method);
    }

    // .zdebug_*: "ZLIB", then the size as 8 bytes big-endian whatever the file's byte order.
    ReadOnlyMemory<byte> InflateGnu(ElfSection section, ReadOnlyMemory<byte> raw)
    {
        var reader = new ByteReader(raw.Span, isBigEndian: true);
        if (!reader.Bytes(4).SequenceEqual("ZLIB"u8))
        {
            return raw;
        }

        var size = reader.U64();
        return reader.Ok ? Inflate(section, raw[reader.Position..], size, MethodZlib) : default;
    }

    ReadOnlyMemory<byte> Inflate(ElfSection section, ReadOnlyMemory<byte> packed, ulong size, uint method)
    {
        if (size > (ulong)_limits.UncompressedSizeOf(packed.Length))
        {
            AddFinding("section-compression", $"{section.Name} claims to inflate {packed.Length} bytes to {size}.");
            return default;
        }

        var content = new byte[size];
        var filled = method == MethodZstd ? ElfCompression.Zstd(packed, content) : ElfCompression.Zlib(packed, content);
        // What was read is not needed again.
        MappedFileBytes.Forget(packed);
        if (filled < content.Length)
        {
            AddFinding("section-compression", $"{section.Name} inflates to {filled} bytes instead of {size}.");
        }

        return content.AsMemory(0, filled);
    }

    ElfError ReadHeader()
    {
        var header = _bytes.Slice(0, 64).Span;
        if (header.IsEmpty)
        {
            return ElfError.Empty;
        }

        if (header.Length < 4 || !header[..4].SequenceEqual("\u007fELF"u8))
        {
            return ElfError.NotElf;
        }

        if (header.Length < 52)
        {
            return ElfError.Truncated;
        }

        if (header[4] is not (1 or 2))
        {
            return ElfError.UnknownClass;
        }

        if (header[5] is not (1 or 2))
        {
            return ElfError.UnknownByteOrder;
        }

        Is64Bit = header[4] == 2;
        IsBigEndian = header[5] == 2;
        var reader = new ByteReader(header, IsBigEndian) { Position = 16 };
        Type = (ElfType)reader.U16();
        Machine = reader.U16();
        reader.U32();
        Entry = reader.Unsigned(PointerSize);
        var segmentsOffset = reader.Unsigned(PointerSize);
        var sectionsOffset = reader.Unsigned(PointerSize);
        reader.U32();
        reader.U16();
        var segmentSize = reader.U16();
        uint segmentCount = reader.U16();
        var sectionSize = reader.U16();
        uint sectionCount = reader.U16();
        uint namesIndex = reader.U16();
        if (!reader.Ok)
        {
            return ElfError.Truncated;
        }

        Architecture = ElfMachine.ToArchitecture(Machine, Is64Bit);
        if (sectionsOffset != 0 && TryReadSectionHeader(sectionsOffset, out var first))
        {
            sectionCount = sectionCount == 0 ? (uint)Math.Min(first.Size, uint.MaxValue) : sectionCount;
            namesIndex = namesIndex == ExtendedNumber ? first.Link : namesIndex;
            segmentCount = segmentCount == ExtendedNumber ? first.Info : segmentCount;
        }

        ReadSegments(segmentsOffset, segmentSize, segmentCount);
        ReadSections(sectionsOffset, sectionSize, sectionCount, namesIndex);
        return ElfError.None;
    }

    void ReadSegments(ulong offset, int entrySize, uint count)
    {
        var size = Is64Bit ? 56 : 32;
        if (offset == 0 || count == 0)
        {
            return;
        }

        if (entrySize < size || count > _limits.SegmentCountMax)
        {
            AddFinding("segment-table", $"{count} program headers of {entrySize} bytes are not read.");
            return;
        }

        for (uint i = 0; i < count; i++)
        {
            var reader = new ByteReader(_bytes.Slice(offset + ((ulong)i * (uint)entrySize), (ulong)size).Span, IsBigEndian);
            var type = reader.U32();
            var flags = Is64Bit ? reader.U32() : 0;
            var fileOffset = reader.Unsigned(PointerSize);
            var address = reader.Unsigned(PointerSize);
            reader.Unsigned(PointerSize);
            var fileSize = reader.Unsigned(PointerSize);
            var memorySize = reader.Unsigned(PointerSize);
            flags = Is64Bit ? flags : reader.U32();
            var alignment = reader.Unsigned(PointerSize);
            if (!reader.Ok)
            {
                AddFinding("segment-table", $"The file ends in program header {i} of {count}.");
                return;
            }

            _segments.Add(new ElfSegment(type, flags, fileOffset, address, fileSize, memorySize, alignment));
        }
    }

    void ReadSections(ulong offset, int entrySize, uint count, uint namesIndex)
    {
        var size = Is64Bit ? 64 : 40;
        if (offset == 0 || count == 0)
        {
            return;
        }

        if (entrySize != size || count > _limits.SectionCountMax)
        {
            AddFinding("section-table", $"{count} section headers of {entrySize} bytes are not read.");
            return;
        }

        var headers = new List<SectionHeader>((int)Math.Min(count, 1024));
        for (uint i = 0; i < count; i++)
        {
            if (!TryReadSectionHeader(offset + ((ulong)i * (uint)size), out var header))
            {
                AddFinding("section-table", $"The file ends in section header {i} of {count}.");
                break;
            }

            headers.Add(header);
        }

        var names = namesIndex < headers.Count
            ? _bytes.Slice(headers[(int)namesIndex].Offset, headers[(int)namesIndex].Size)
            : default;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var section = new ElfSection(i, ElfStrings.Get(names.Span, header.Name, _limits), header.Type, header.Flags,
                header.Address, header.Offset, header.Size, header.Link, header.Info, header.Alignment, header.EntrySize);
            _sections.Add(section);
            // The first of a name wins, except that one with bytes beats one without.
            if (section.Name.Length > 0
                && (!_sectionByName.TryGetValue(section.Name, out var known) || (!known.HasBytes && section.HasBytes)))
            {
                _sectionByName[section.Name] = section;
            }
        }
    }

    bool TryReadSectionHeader(ulong offset, out SectionHeader header)
    {
        var reader = new ByteReader(_bytes.Slice(offset, Is64Bit ? 64UL : 40UL).Span, IsBigEndian);
        header = new SectionHeader(reader.U32(), reader.U32(), reader.Unsigned(PointerSize), reader.Unsigned(PointerSize),
            reader.Unsigned(PointerSize), reader.Unsigned(PointerSize), reader.U32(), reader.U32(),
            reader.Unsigned(PointerSize), reader.Unsigned(PointerSize));
        return reader.Ok;
    }

    void AddFinding(string code, string detail)
    {
        lock (_gate)
        {
            var finding = new Finding(code, detail);
            if (!_findings.Contains(finding))
            {
                _findings.Add(finding);
            }
        }
    }

    readonly record struct SectionHeader(uint Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size,
        uint Link, uint Info, ulong Alignment, ulong EntrySize);
}
