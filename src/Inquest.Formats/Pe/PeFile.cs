using System.Buffers.Binary;
using System.Text;
using Inquest.Formats.Cpu;

namespace Inquest.Formats.Pe;

/// <summary>A PE image: programs and libraries of x86, x64, arm and arm64 Windows, also those made by mingw.</summary>
/// <remarks>
/// Layout (PE format, July 2025): a DOS header whose word at 0x3C is the offset of <c>PE\0\0</c>; then the COFF header
/// (machine u16, section count u16, time stamp u32, symbol table offset u32, symbol count u32, size of the optional header u16,
/// characteristics u16), the optional header (magic 0x10B or 0x20B, image base at 28 or 24, size of image at 56, data
/// directories at 96 or 112) and section headers of 40 bytes. Counts and offsets are only believed as far as the file goes.
/// </remarks>
public sealed class PeFile
{
    const int ExportDirectory = 0;
    const int ExceptionDirectory = 3;
    const int DebugDirectory = 6;
    const int DebugEntrySize = 28;
    const uint CodeViewType = 2;
    const uint Rsds = 0x5344_5352;
    const uint Nb10 = 0x3031_424E;

    readonly FileBytes _bytes;
    readonly List<PeSection> _sections = [];
    readonly List<Finding> _findings = [];
    readonly List<(uint Rva, uint Size)> _directories = [];

    PeFile(FileBytes bytes, PeLimits limits)
    {
        _bytes = bytes;
        Limits = limits;
    }

    public PeLimits Limits { get; }

    public CpuArchitecture Architecture { get; private set; }

    /// <summary>The COFF machine number.</summary>
    public ushort Machine { get; private set; }

    /// <summary>Seconds since 1970, or a hash of the content in reproducible builds. Half of the code id either way.</summary>
    public uint TimeDateStamp { get; private set; }

    public uint SizeOfImage { get; private set; }

    /// <summary>Where the image wants to be loaded.</summary>
    public ulong ImageBase { get; private set; }

    /// <summary>PE32+.</summary>
    public bool Is64Bit { get; private set; }

    public bool IsLibrary { get; private set; }

    public int PointerSize => Is64Bit ? 8 : 4;

    public IReadOnlyList<PeSection> Sections => _sections;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The PDB that belongs to the image, or null.</summary>
    public PeCodeView? CodeView { get; private set; }

    /// <summary>The id by which symbol servers know the image: time stamp in eight digits, size of image without padding.</summary>
    public string CodeId => $"{TimeDateStamp:X8}{SizeOfImage:x}";

    public static PeError TryOpen(FileBytes bytes, PeLimits limits, out PeFile? file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        var candidate = new PeFile(bytes, limits);
        var error = candidate.ReadHeaders();
        file = error == PeError.None ? candidate : null;
        if (file is not null)
        {
            candidate.CodeView = candidate.ReadCodeView();
        }

        return error;
    }

    public PeSection? FindSection(string name) => _sections.Find(section => section.Name == name);

    /// <summary>The bytes of a section that the file has; never more than are mapped.</summary>
    public ReadOnlyMemory<byte> Contents(PeSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return _bytes.Slice(section.FileOffset, Math.Min(section.FileSize, section.MappedSize));
    }

    /// <summary>The bytes of a section by name; empty when absent.</summary>
    public ReadOnlyMemory<byte> Contents(string name) => FindSection(name) is { } section ? Contents(section) : default;

    /// <summary>Bytes at an address relative to the image's base, cut at the end of their section in the file.</summary>
    public ReadOnlyMemory<byte> Read(uint rva, uint size)
    {
        foreach (var section in _sections)
        {
            if (section.Contains(rva))
            {
                var offset = rva - section.VirtualAddress;
                return offset < section.FileSize
                    ? _bytes.Slice((ulong)section.FileOffset + offset, Math.Min(size, section.FileSize - offset))
                    : default;
            }
        }

        return default;
    }

    /// <summary>The section that holds an address, or null.</summary>
    public PeSection? SectionAt(uint rva) => _sections.Find(section => section.Contains(rva));

    public bool IsCode(uint rva) => SectionAt(rva) is { IsExecutable: true };

    /// <summary>Exports in order of ordinal.</summary>
    public IReadOnlyList<PeExport> ReadExports() =>
        Directory(ExportDirectory) is { Size: >= 40 } directory ? PeExportTable.Read(this, directory.Rva, directory.Size) : [];

    /// <summary>The exception directory: .pdata.</summary>
    public ReadOnlyMemory<byte> ReadExceptionTable()
    {
        var (rva, size) = Directory(ExceptionDirectory);
        return size == 0 ? default : Read(rva, size);
    }

    /// <summary>A NUL-terminated UTF-8 text at an address; empty when there is none.</summary>
    public string ReadText(uint rva)
    {
        var bytes = Read(rva, (uint)Limits.NameLengthMax).Span;
        var end = bytes.IndexOf((byte)0);
        return end <= 0 ? "" : Encoding.UTF8.GetString(bytes[..end]);
    }

    internal void AddFinding(string code, string detail) => _findings.Add(new Finding(code, detail));

    PeError ReadHeaders()
    {
        var dos = _bytes.Slice(0, 64).Span;
        if (dos.IsEmpty)
        {
            return PeError.Empty;
        }

        if (!dos.StartsWith("MZ"u8))
        {
            return PeError.NotPe;
        }

        if (dos.Length < 64)
        {
            return PeError.Truncated;
        }

        ulong headerOffset = BinaryPrimitives.ReadUInt32LittleEndian(dos[0x3C..]);
        var coff = new ByteReader(_bytes.Slice(headerOffset, 24).Span);
        if (coff.U32() != 0x4550)
        {
            return PeError.NotPe;
        }

        Machine = coff.U16();
        var sectionCount = coff.U16();
        TimeDateStamp = coff.U32();
        var symbolsOffset = coff.U32();
        var symbolCount = coff.U32();
        var optionalSize = coff.U16();
        var characteristics = coff.U16();
        if (!coff.Ok)
        {
            return PeError.Truncated;
        }

        IsLibrary = (characteristics & 0x2000) != 0;
        Architecture = Machine switch
        {
            0x014C => CpuArchitecture.X86,
            0x8664 => CpuArchitecture.Amd64,
            0x01C0 or 0x01C2 or 0x01C4 => CpuArchitecture.Arm,
            // ARM64EC and ARM64X images say which code is which elsewhere; their native part is arm64.
            0xAA64 or 0xA641 or 0xA64E => CpuArchitecture.Arm64,
            _ => CpuArchitecture.Unknown,
        };
        var error = ReadOptionalHeader(new ByteReader(_bytes.Slice(headerOffset + 24, optionalSize).Span));
        if (error == PeError.None)
        {
            ReadSections(headerOffset + 24 + optionalSize, sectionCount, (ulong)symbolsOffset + (18UL * symbolCount), symbolsOffset != 0);
        }

        return error;
    }

    PeError ReadOptionalHeader(ByteReader reader)
    {
        var magic = reader.U16();
        if (!reader.Ok)
        {
            return PeError.Truncated;
        }

        if (magic is not (0x10B or 0x20B))
        {
            return PeError.UnknownOptionalHeader;
        }

        Is64Bit = magic == 0x20B;
        reader.Position = Is64Bit ? 24 : 28;
        ImageBase = reader.Unsigned(PointerSize);
        reader.Position = 56;
        SizeOfImage = reader.U32();
        reader.Position = Is64Bit ? 108 : 92;
        if (!reader.Ok)
        {
            return PeError.Truncated;
        }

        var count = reader.U32();
        for (uint i = 0; i < count && reader.Remaining >= 8; i++)
        {
            _directories.Add((reader.U32(), reader.U32()));
        }

        return PeError.None;
    }

    void ReadSections(ulong offset, int count, ulong stringsOffset, bool hasStrings)
    {
        if (count > Limits.SectionCountMax)
        {
            AddFinding("section-table", $"Of {count} sections {Limits.SectionCountMax} are read.");
            count = Limits.SectionCountMax;
        }

        for (var i = 0; i < count; i++)
        {
            var reader = new ByteReader(_bytes.Slice(offset + (40UL * (uint)i), 40).Span);
            var rawName = reader.Bytes(8);
            var virtualSize = reader.U32();
            var address = reader.U32();
            var fileSize = reader.U32();
            var fileOffset = reader.U32();
            reader.Skip(12);
            var characteristics = reader.U32();
            if (!reader.Ok)
            {
                AddFinding("section-table", $"The file ends in section header {i} of {count}.");
                return;
            }

            var section = new PeSection(SectionName(rawName, stringsOffset, hasStrings), address, virtualSize, fileOffset, fileSize, characteristics);
            _sections.Add(section);
            if (fileSize > 0 && (ulong)fileOffset + fileSize > (ulong)_bytes.Length)
            {
                AddFinding("section-truncated",
                    $"{section.Name} claims {fileSize} bytes at offset {fileOffset}, the file has {_bytes.Length}.");
            }
        }
    }

    // mingw keeps DWARF in the image; its section names are longer than eight bytes: "/123" is an offset in the string table.
    string SectionName(ReadOnlySpan<byte> raw, ulong stringsOffset, bool hasStrings)
    {
        var end = raw.IndexOf((byte)0);
        var name = end < 0 ? raw : raw[..end];
        if (name.Length < 2 || name[0] != '/' || !hasStrings || !TryDecimal(name[1..], out var offset))
        {
            return Encoding.UTF8.GetString(name);
        }

        var text = _bytes.Slice(stringsOffset + offset, 256).Span;
        end = text.IndexOf((byte)0);
        return end <= 0 ? Encoding.UTF8.GetString(name) : Encoding.UTF8.GetString(text[..end]);
    }

    static bool TryDecimal(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (uint)(digit - '0');
        }

        return true;
    }

    (uint Rva, uint Size) Directory(int index) => index < _directories.Count ? _directories[index] : default;

    PeCodeView? ReadCodeView()
    {
        var (rva, size) = Directory(DebugDirectory);
        var count = Math.Min(size / DebugEntrySize, (uint)Limits.DebugEntryCountMax);
        var entries = Read(rva, count * DebugEntrySize);
        PeCodeView? found = null;
        for (var i = 0; i < entries.Length / DebugEntrySize && found is null; i++)
        {
            var entry = new ByteReader(entries.Span.Slice(i * DebugEntrySize, DebugEntrySize));
            entry.Skip(12);
            var type = entry.U32();
            var dataSize = Math.Min(entry.U32(), (uint)Limits.NameLengthMax);
            var dataRva = entry.U32();
            var dataOffset = entry.U32();
            if (type == CodeViewType)
            {
                // The offset in the file is what debuggers use; images dumped from memory have only the address right.
                found = ParseCodeView(_bytes.Slice(dataOffset, dataSize).Span) ?? ParseCodeView(Read(dataRva, dataSize).Span);
            }
        }

        return found;
    }

    static PeCodeView? ParseCodeView(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        Guid guid = default;
        uint timestamp = 0;
        switch (reader.U32())
        {
            case Rsds:
                var signature = reader.Bytes(16);
                guid = signature.Length == 16 ? new Guid(signature) : default;
                break;
            case Nb10:
                reader.U32();
                timestamp = reader.U32();
                break;
            default:
                return null;
        }

        var age = reader.U32();
        if (!reader.Ok)
        {
            return null;
        }

        var path = reader.Bytes((ulong)reader.Remaining);
        var end = path.IndexOf((byte)0);
        return new PeCodeView(guid, timestamp, age, Encoding.UTF8.GetString(end < 0 ? path : path[..end]));
    }
}
