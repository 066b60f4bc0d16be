using System.IO.Compression;
using System.Text;
using Inquest.Formats.Cpu;

namespace Inquest.Formats.MachO;

/// <summary>
/// One architecture of a Mach-O file: programs, libraries, bundles, objects and dSYMs of 32 and 64 bits and both byte orders.
/// </summary>
/// <remarks>
/// Layout (mach-o/loader.h): magic u32 (FEEDFACE, FEEDFACF for 64 bits; its byte order is the file's), cputype, cpusubtype,
/// filetype, count and size of load commands, flags (u32 each), a reserved u32 in the 64-bit form; then the commands, each with
/// its number u32 and its size u32. File offsets count from the start of the architecture's part. Commands that make no sense
/// are findings: what can be read is read.
/// </remarks>
public sealed class MachOFile
{
    readonly FileBytes _bytes;
    readonly MachOSlice _slice;
    readonly MachOLimits _limits;
    readonly List<MachOSegment> _segments = [];
    readonly List<MachOSection> _sections = [];
    readonly List<Finding> _findings = [];
    readonly Lock _gate = new();
    readonly Dictionary<int, ReadOnlyMemory<byte>> _uncompressed = [];

    MachOFile(FileBytes bytes, MachOSlice slice, MachOLimits limits)
    {
        _bytes = bytes;
        _slice = slice;
        _limits = limits;
    }

    public bool Is64Bit { get; private set; }

    public bool IsBigEndian { get; private set; }

    public uint CpuType { get; private set; }

    public uint CpuSubtype { get; private set; }

    public CpuArchitecture Architecture => MachOCpu.ToArchitecture(CpuType);

    /// <summary>As in a MODULE record: <c>x86_64</c>, <c>arm64e</c>, …</summary>
    public string ArchitectureName => MachOCpu.Name(CpuType, CpuSubtype);

    public MachOFileType Type { get; private set; }

    public uint Flags { get; private set; }

    /// <summary>Bytes of an address in the file's DWARF and symbol tables.</summary>
    public int PointerSize => Is64Bit ? 8 : 4;

    /// <summary>LC_UUID, 16 bytes; empty when there is none or it is all zeros.</summary>
    public ReadOnlyMemory<byte> Uuid { get; private set; }

    public MachOBuildVersion? BuildVersion { get; private set; }

    /// <summary>LC_SOURCE_VERSION as A.B.C.D.E, or null.</summary>
    public string? SourceVersion { get; private set; }

    /// <summary>LC_ID_DYLIB: where a library says it is installed.</summary>
    public string? InstallName { get; private set; }

    /// <summary>The App Store encrypts code; nothing can be read from it then.</summary>
    public bool IsEncrypted { get; private set; }

    public IReadOnlyList<MachOSegment> Segments => _segments;

    public IReadOnlyList<MachOSection> Sections => _sections;

    public IReadOnlyList<Finding> Findings => _findings;

    public MachOLimits Limits => _limits;

    /// <summary>Where the header is linked to be: the address of __TEXT. Dumps give the address at which it was loaded.</summary>
    public ulong LinkBase
    {
        get
        {
            foreach (var segment in _segments)
            {
                if (segment.Name == "__TEXT")
                {
                    return segment.Address;
                }
            }

            return 0;
        }
    }

    internal (ulong Offset, uint Count) SymbolRange { get; private set; }

    internal (ulong Offset, ulong Size) StringRange { get; private set; }

    internal (ulong Offset, ulong Size) FunctionStartsRange { get; private set; }

    internal (ulong Offset, ulong Size) ExportsRange { get; private set; }

    /// <param name="architecture">Of a universal file; null takes the only one there is.</param>
    public static MachOError TryOpen(FileBytes bytes, string? architecture, MachOLimits limits, out MachOFile? file)
    {
        file = null;
        var error = MachOUniversal.TryFind(bytes, architecture, limits, out var slice);
        return error != MachOError.None ? error : TryOpen(bytes, slice, limits, out file);
    }

    public static MachOError TryOpen(FileBytes bytes, MachOSlice slice, MachOLimits limits, out MachOFile? file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        var candidate = new MachOFile(bytes, slice, limits);
        var error = candidate.ReadHeader();
        file = error == MachOError.None ? candidate : null;
        return error;
    }

    public MachOSection? FindSection(string segment, string name)
    {
        foreach (var section in _sections)
        {
            if (section.Name == name && section.SegmentName == segment)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>The section's bytes, decompressed; empty when it has none or they cannot be had (then there is a finding).</summary>
    public ReadOnlyMemory<byte> Contents(MachOSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (!section.HasBytes)
        {
            return default;
        }

        var raw = Read(section.Offset, section.Size);
        if ((ulong)raw.Length < section.Size)
        {
            AddFinding("section-truncated",
                $"{section.Name} claims {section.Size} bytes at offset {section.Offset}, the file has {raw.Length}.");
        }

        if (!section.Name.StartsWith("__zdebug_", StringComparison.Ordinal))
        {
            return raw;
        }

        // Under the lock on purpose: two threads must not inflate the same gigabyte twice.
        lock (_gate)
        {
            if (!_uncompressed.TryGetValue(section.Index, out var content))
            {
                content = Inflate(section, raw);
                _uncompressed[section.Index] = content;
            }

            return content;
        }
    }

    /// <summary>The bytes of a section; empty when absent.</summary>
    public ReadOnlyMemory<byte> Contents(string segment, string name) =>
        FindSection(segment, name) is { } section ? Contents(section) : default;

    /// <summary>Code or data at an address of the linked file; shorter than asked at the end of its section, empty outside of any.</summary>
    public ReadOnlyMemory<byte> ReadAt(ulong address, int size)
    {
        foreach (var section in _sections)
        {
            if (section.HasBytes && section.Contains(address))
            {
                var skip = address - section.Address;
                return Read(section.Offset + skip, Math.Min((ulong)Math.Max(size, 0), section.Size - skip));
            }
        }

        return default;
    }

    internal ReadOnlyMemory<byte> Read(ulong offset, ulong size) =>
        offset >= _slice.Size ? default : _bytes.Slice(_slice.Offset + offset, Math.Min(size, _slice.Size - offset));

    internal void AddFinding(string code, string detail)
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

    MachOError ReadHeader()
    {
        var head = Read(0, 32).Span;
        if (head.IsEmpty)
        {
            return MachOError.Empty;
        }

        if (!MachOUniversal.IsThin(head, out var isBigEndian, out var is64Bit))
        {
            return MachOError.NotMachO;
        }

        (IsBigEndian, Is64Bit) = (isBigEndian, is64Bit);
        var reader = new ByteReader(head, isBigEndian) { Position = 4 };
        CpuType = reader.U32();
        CpuSubtype = reader.U32();
        Type = (MachOFileType)reader.U32();
        var count = reader.U32();
        var size = reader.U32();
        Flags = reader.U32();
        reader.Skip(is64Bit ? 4u : 0);
        if (!reader.Ok)
        {
            return MachOError.Truncated;
        }

        ReadCommands(Read((ulong)reader.Position, Math.Min(size, (uint)_limits.CommandsSizeMax)).Span, count, size);
        return MachOError.None;
    }

    void ReadCommands(ReadOnlySpan<byte> commands, uint count, uint size)
    {
        if ((uint)commands.Length < size)
        {
            AddFinding("commands-truncated", $"The load commands claim {size} bytes, {commands.Length} can be read.");
        }

        var position = 0;
        for (uint i = 0; i < count; i++)
        {
            var reader = new ByteReader(commands, IsBigEndian) { Position = position };
            var command = reader.U32();
            var commandSize = reader.U32();
            if (!reader.Ok || commandSize < 8 || commandSize > (uint)(commands.Length - position))
            {
                AddFinding("command-size", $"Load command {i} of {count} claims {commandSize} bytes.");
                return;
            }

            ReadCommand(command, commands.Slice(position, (int)commandSize));
            position += (int)commandSize;
        }
    }

    void ReadCommand(uint command, ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, IsBigEndian) { Position = 8 };
        switch (command)
        {
            case MachOCommand.Segment:
                ReadSegment(ref reader, is64: false);
                break;
            case MachOCommand.Segment64:
                ReadSegment(ref reader, is64: true);
                break;
            case MachOCommand.Uuid when reader.Bytes(16) is { Length: 16 } uuid && uuid.ContainsAnyExcept((byte)0):
                Uuid = uuid.ToArray();
                break;
            case MachOCommand.SymbolTable:
                var symbols = (reader.U32(), reader.U32());
                var strings = (reader.U32(), reader.U32());
                if (reader.Ok)
                {
                    (SymbolRange, StringRange) = (symbols, strings);
                }

                break;
            case MachOCommand.FunctionStarts:
                FunctionStartsRange = ReadRange(ref reader);
                break;
            case MachOCommand.ExportsTrie:
                ExportsRange = ReadRange(ref reader);
                break;
            case MachOCommand.DyldInfo or MachOCommand.DyldInfoOnly:
                // Rebase, bind, weak bind and lazy bind come first, eight bytes each.
                reader.Skip(32);
                if (ReadRange(ref reader) is { Size: > 0 } exports)
                {
                    ExportsRange = exports;
                }

                break;
            case MachOCommand.EncryptionInfo or MachOCommand.EncryptionInfo64:
                reader.Skip(8);
                if (reader.U32() != 0)
                {
                    IsEncrypted = true;
                    AddFinding("encrypted", "The code is encrypted, as in what the App Store hands out.");
                }

                break;
            case MachOCommand.LibraryId:
                var nameOffset = reader.U32();
                reader.Position = (int)Math.Min(nameOffset, (uint)bytes.Length);
                InstallName = FixedText(reader.Bytes((ulong)reader.Remaining));
                break;
            case MachOCommand.SourceVersion:
                var packed = reader.U64();
                SourceVersion = reader.Ok
                    ? $"{packed >> 40}.{(packed >> 30) & 0x3FF}.{(packed >> 20) & 0x3FF}.{(packed >> 10) & 0x3FF}.{packed & 0x3FF}"
                    : null;
                break;
            case MachOCommand.BuildVersion:
                SetBuildVersion(MachOBuildVersion.PlatformName(reader.U32()), ref reader);
                break;
            case MachOCommand.VersionMinMacOS:
                SetBuildVersion("macOS", ref reader);
                break;
            case MachOCommand.VersionMinIOS:
                SetBuildVersion("iOS", ref reader);
                break;
            case MachOCommand.VersionMinTvOS:
                SetBuildVersion("tvOS", ref reader);
                break;
            case MachOCommand.VersionMinWatchOS:
                SetBuildVersion("watchOS", ref reader);
                break;
        }
    }

    static (ulong Offset, ulong Size) ReadRange(ref ByteReader reader)
    {
        var (offset, size) = (reader.U32(), reader.U32());
        return reader.Ok ? (offset, size) : default;
    }

    void SetBuildVersion(string platform, ref ByteReader reader)
    {
        var (minimum, sdk) = (reader.U32(), reader.U32());
        if (reader.Ok)
        {
            // A library for both macOS and Catalyst has two; the first is what it was made for.
            BuildVersion ??= new MachOBuildVersion(platform, MachOBuildVersion.Unpack(minimum), MachOBuildVersion.Unpack(sdk));
        }
    }

    void ReadSegment(ref ByteReader reader, bool is64)
    {
        var width = is64 ? 8 : 4;
        var name = FixedText(reader.Bytes(16));
        var segment = new MachOSegment(name, reader.Unsigned(width), reader.Unsigned(width), reader.Unsigned(width),
            reader.Unsigned(width), reader.U32(), reader.U32());
        var count = reader.U32();
        reader.U32();
        if (!reader.Ok)
        {
            AddFinding("segment-truncated", $"The load command of segment {name} is too short.");
            return;
        }

        _segments.Add(segment);
        for (uint i = 0; i < count; i++)
        {
            if (_sections.Count >= _limits.SectionCountMax)
            {
                AddFinding("section-count", $"There are more than {_limits.SectionCountMax} sections.");
                return;
            }

            var sectionName = FixedText(reader.Bytes(16));
            var segmentName = FixedText(reader.Bytes(16));
            var address = reader.Unsigned(width);
            var size = reader.Unsigned(width);
            ulong offset = reader.U32();
            reader.Skip(12); // alignment, relocations
            var flags = reader.U32();
            reader.Skip(is64 ? 12u : 8u);
            if (!reader.Ok)
            {
                AddFinding("section-table", $"Segment {name} claims {count} sections and has {i}.");
                return;
            }

            // Zero-filled sections (types 1, 12 and 18) have no bytes, nor has anything in a segment without a file range.
            var hasBytes = offset != 0 && size != 0 && (flags & 0xFF) is not (0x01 or 0x0C or 0x12) && segment.FileSize > 0;
            _sections.Add(new MachOSection(_sections.Count + 1, segmentName, sectionName, address, size,
                WideOffset(segment, address, offset), flags, hasBytes));
        }
    }

    // Folklore: a section's offset has 32 bits even in 64-bit files, and dsymutil lets those of dSYMs over 4 GiB wrap. The
    // segment's offset has 64 bits, and its bytes lie in the order of their addresses.
    static ulong WideOffset(MachOSegment segment, ulong address, ulong offset)
    {
        var expected = unchecked(segment.FileOffset + (address - segment.Address));
        return expected > uint.MaxValue && (uint)expected == (uint)offset ? expected : offset;
    }

    // "ZLIB", then the size as 8 bytes big-endian whatever the file's byte order; Go and old LLVM write it.
    unsafe ReadOnlyMemory<byte> Inflate(MachOSection section, ReadOnlyMemory<byte> raw)
    {
        var reader = new ByteReader(raw.Span, isBigEndian: true);
        if (!reader.Bytes(4).SequenceEqual("ZLIB"u8))
        {
            return raw;
        }

        var size = reader.U64();
        if (!reader.Ok)
        {
            return default;
        }

        var packed = raw[reader.Position..];
        if (size > (ulong)Math.Min(_limits.UncompressedSizeMax, packed.Length * _limits.CompressionRatioMax))
        {
            AddFinding("section-compression", $"{section.Name} claims to inflate {packed.Length} bytes to {size}.");
            return default;
        }

        var content = new byte[size];
        var filled = 0;
        using var pin = packed.Pin();
        using var stream = new UnmanagedMemoryStream((byte*)pin.Pointer, packed.Length);
        using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
        try
        {
            filled = zlib.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            // What was inflated before the damage is gone with the exception; the section counts as absent.
        }

        if (filled < content.Length)
        {
            AddFinding("section-compression", $"{section.Name} inflates to {filled} bytes instead of {size}.");
        }

        return content.AsMemory(0, filled);
    }

    // Names of 16 bytes have no NUL.
    static string FixedText(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
