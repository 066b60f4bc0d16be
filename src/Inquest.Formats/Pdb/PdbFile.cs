using System.Buffers.Binary;
using System.Text;
using Inquest.Formats.Cpu;

namespace Inquest.Formats.Pdb;

/// <summary>A program database: ids, modules, sections, and the streams with symbols, types and frames.</summary>
/// <remarks>
/// Streams by number: 1 the signature and the numbers of named streams, 2 types, 3 the debug information (DBI) that names all
/// others, 4 ids. Everything is read when asked for; the file is mapped and only the parts in use cost memory.
/// </remarks>
public sealed class PdbFile
{
    const int InfoStream = 1;
    const int TypeStream = 2;
    const int DebugStream = 3;
    const int IdStream = 4;
    const int NoStream = 0xFFFF;

    readonly MsfFile _file;
    readonly List<Finding> _findings = [];
    readonly List<PdbModule> _modules = [];
    readonly List<int> _debugHeader = [];
    int _symbolRecordStream = -1;

    PdbFile(MsfFile file, PdbLimits limits)
    {
        _file = file;
        Limits = limits;
        AddressMap = new PdbAddressMap([], default, default, limits);
    }

    public PdbLimits Limits { get; }

    public Guid Signature { get; private set; }

    /// <summary>
    /// Times that the debug information was written: the age of which linkers tell the image. The age of the info stream
    /// goes up also when other tools write the file.
    /// </summary>
    public uint Age { get; private set; }

    /// <summary>Breakpad form, the one that the image's CodeView record has too.</summary>
    public string DebugId => $"{Signature.ToString("N").ToUpperInvariant()}{Age:x}";

    public CpuArchitecture Architecture { get; private set; }

    /// <summary>IMAGE_FILE_MACHINE number.</summary>
    public ushort Machine { get; private set; }

    public IReadOnlyList<PdbModule> Modules => _modules;

    public IReadOnlyList<Finding> Findings => _findings;

    public PdbStringTable Names { get; private set; } = PdbStringTable.Empty;

    public PdbAddressMap AddressMap { get; private set; }

    /// <summary>Publics and globals, one record after the other; null when there are none.</summary>
    public MsfStream? SymbolRecords => _symbolRecordStream < 0 ? null : _file.Open(_symbolRecordStream);

    /// <summary>FPO_DATA records of 16 bytes: x86 functions without a frame pointer.</summary>
    public MsfStream? FrameOmissions => DebugHeaderStream(0);

    /// <summary>FRAMEDATA records of 32 bytes.</summary>
    public MsfStream? FrameData => DebugHeaderStream(9);

    public static PdbError TryOpen(FileBytes bytes, PdbLimits limits, out PdbFile? file)
    {
        ArgumentNullException.ThrowIfNull(limits);
        file = null;
        var error = MsfFile.TryOpen(bytes, limits, out var container);
        if (error != PdbError.None)
        {
            return error;
        }

        var candidate = new PdbFile(container!, limits);
        if (!candidate.ReadInfo())
        {
            return PdbError.NoInfoStream;
        }

        candidate.ReadDebugInformation();
        file = candidate;
        return PdbError.None;
    }

    /// <summary>The types; each call makes a reader of its own, so that threads need not share.</summary>
    public PdbTypeStream? OpenTypes() => PdbTypeStream.Open(_file, TypeStream, Limits);

    /// <summary>Function ids and their names; null in files from before 2010.</summary>
    public PdbTypeStream? OpenIds() => PdbTypeStream.Open(_file, IdStream, Limits);

    /// <summary>The bytes of a module's stream; empty when it has none.</summary>
    public ReadOnlyMemory<byte> ReadModule(PdbModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Stream < 0 ? default : _file.Open(module.Stream)?.ReadAll(Limits.ModuleSizeMax) ?? default;
    }

    MsfStream? DebugHeaderStream(int index) =>
        index < _debugHeader.Count && _debugHeader[index] != NoStream ? _file.Open(_debugHeader[index]) : null;

    bool ReadInfo()
    {
        var bytes = _file.Open(InfoStream)?.ReadAll(Limits.TableSizeMax) ?? default;
        var reader = new ByteReader(bytes.Span);
        reader.Skip(8);
        Age = reader.U32();
        var guid = reader.Bytes(16);
        if (!reader.Ok)
        {
            return false;
        }

        Signature = new Guid(guid);
        if (NamedStream(reader, "/names"u8) is { } names)
        {
            Names = PdbStringTable.Read(_file.Open(names), Limits);
        }

        return true;
    }

    // Text size u32, the texts, then a hash map: size, capacity, a bit vector of used slots and one of deleted ones (a word count
    // and the words each), and a pair of text offset and stream number for each used slot.
    static int? NamedStream(ByteReader reader, ReadOnlySpan<byte> name)
    {
        var texts = reader.Bytes(reader.U32());
        var count = reader.U32();
        reader.Skip(4);
        reader.Skip(reader.U32() * 4UL);
        reader.Skip(reader.U32() * 4UL);
        for (var i = 0; i < count && reader.HasMore; i++)
        {
            var offset = reader.U32();
            var stream = reader.U32();
            if (!reader.Ok || offset >= texts.Length)
            {
                continue;
            }

            var text = texts[(int)offset..];
            var end = text.IndexOf((byte)0);
            if (end >= 0 && text[..end].SequenceEqual(name))
            {
                return (int)Math.Min(stream, int.MaxValue);
            }
        }

        return null;
    }

    void ReadDebugInformation()
    {
        var bytes = _file.Open(DebugStream)?.ReadAll(Limits.TableSizeMax) ?? default;
        if (bytes.IsEmpty)
        {
            _findings.Add(new Finding("pdb-no-dbi", "The file has no debug information stream: only its ids are known."));
            return;
        }

        var reader = new ByteReader(bytes.Span);
        reader.Skip(8);
        var age = reader.U32();
        reader.Skip(8);
        _symbolRecordStream = reader.U16() is var stream && stream == NoStream ? -1 : stream;
        reader.Skip(2);
        var modulesSize = reader.U32();
        Span<uint> otherSizes = stackalloc uint[4];
        for (var i = 0; i < otherSizes.Length; i++)
        {
            otherSizes[i] = reader.U32();
        }

        reader.Skip(4);
        var debugHeaderSize = reader.U32();
        var editSize = reader.U32();
        reader.Skip(2);
        Machine = reader.U16();
        reader.Skip(4);
        if (!reader.Ok)
        {
            _findings.Add(new Finding("pdb-dbi-cut", "The debug information stream ends in its header."));
            return;
        }

        // Zero in files that mspdbsrv has not finished and in those of old lld.
        Age = age == 0 ? Age : age;
        Architecture = Machine switch
        {
            0x014C => CpuArchitecture.X86,
            0x8664 => CpuArchitecture.Amd64,
            0x01C0 or 0x01C2 or 0x01C4 => CpuArchitecture.Arm,
            0xAA64 or 0xA641 or 0xA64E => CpuArchitecture.Arm64,
            _ => CpuArchitecture.Unknown,
        };
        ReadModules(reader.Bytes(modulesSize));
        foreach (var size in otherSizes)
        {
            reader.Skip(size);
        }

        reader.Skip(editSize);
        ReadDebugHeader(reader.Bytes(debugHeaderSize));
        if (!reader.Ok)
        {
            _findings.Add(new Finding("pdb-dbi-cut", "The debug information stream is shorter than its parts."));
        }

        ReadSections();
    }

    void ReadModules(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        // A stream is one module's: otherwise a small file could ask for the same work any number of times.
        var taken = new HashSet<int>();
        while (reader.HasMore && _modules.Count < Limits.ModuleCountMax)
        {
            reader.Skip(4 + 28 + 2);
            var stream = reader.U16();
            var symbolSize = reader.U32();
            var oldLineSize = reader.U32();
            var lineSize = reader.U32();
            reader.Skip(16);
            var name = reader.CString();
            reader.CString();
            reader.AlignTo(4);
            if (!reader.Ok)
            {
                _findings.Add(new Finding("pdb-modules-cut", $"The list of modules ends in module {_modules.Count}."));
                return;
            }

            _modules.Add(new PdbModule(_modules.Count, Encoding.UTF8.GetString(name), stream == NoStream || !taken.Add(stream) ? -1 : stream, symbolSize, oldLineSize, lineSize));
        }
    }

    void ReadDebugHeader(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            _debugHeader.Add(BinaryPrimitives.ReadUInt16LittleEndian(bytes[i..]));
        }
    }

    void ReadSections()
    {
        // 3 leads from the image that runs to the one that was linked, 4 back; 5 and 10 are the sections now and then.
        var omap = DebugHeaderStream(4)?.ReadAll(Limits.TableSizeMax) ?? default;
        var headers = (omap.IsEmpty ? null : DebugHeaderStream(10)) ?? DebugHeaderStream(5);
        var bytes = (headers?.ReadAll(Limits.TableSizeMax) ?? default).Span;
        var sections = new List<PdbSection>();
        for (; bytes.Length >= 40; bytes = bytes[40..])
        {
            sections.Add(new PdbSection(BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
                (BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) & 0x2000_0020) != 0));
        }

        if (sections.Count == 0)
        {
            _findings.Add(new Finding("pdb-no-sections", "The file has no section headers: its symbols have no addresses."));
        }

        var toSource = DebugHeaderStream(3)?.ReadAll(Limits.TableSizeMax) ?? default;
        AddressMap = new PdbAddressMap(sections, omap.Span, toSource.Span, Limits);
    }
}
