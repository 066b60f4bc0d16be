using System.Text;
using Inquest.Formats.Dwarf;

namespace Inquest.Formats.Wasm;

/// <summary>A WebAssembly module: its sections, id, functions and debug information.</summary>
/// <remarks>
/// Layout (core specification, "Binary Format"): 00 'a' 's' 'm', version u32, then sections: id u8, size ULEB128, content. A custom
/// section begins with its name. The build id is the custom section <c>build_id</c>: length ULEB128 and bytes.
/// </remarks>
public sealed class WasmFile
{
    const byte Custom = 0;
    const byte Import = 2;
    const byte Code = 10;
    const byte FunctionNames = 1;

    readonly FileBytes _bytes;
    readonly WasmLimits _limits;
    readonly List<WasmSection> _sections = [];
    readonly List<Finding> _findings = [];

    WasmFile(FileBytes bytes, WasmLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
    }

    public IReadOnlyList<WasmSection> Sections => _sections;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Empty when the module was linked without one.</summary>
    public ReadOnlyMemory<byte> BuildId { get; private set; }

    /// <summary>Where a separate file has the debug information (<c>external_debug_info</c>); never opened by itself.</summary>
    public string? ExternalDebugInfo { get; private set; }

    /// <summary>Start of the code section's content, which is what DWARF counts addresses from.</summary>
    public ulong CodeOffset { get; private set; }

    public static WasmError TryOpen(FileBytes bytes, WasmLimits limits, out WasmFile? file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        var candidate = new WasmFile(bytes, limits);
        var error = candidate.Read();
        file = error == WasmError.None ? candidate : null;
        return error;
    }

    /// <summary>
    /// Breakpad's form: the first 16 bytes of the build id in their order, and age 0; empty without a build id of at least that.
    /// </summary>
    public string DebugId => BuildId.Length >= 16 ? Convert.ToHexString(BuildId.Span[..16]) + "0" : "";

    public ReadOnlyMemory<byte> Contents(WasmSection section) => _bytes.Slice(section.Offset, section.Size);

    /// <summary>In the order of the module.</summary>
    public IReadOnlyList<WasmFunction> Functions()
    {
        var functions = new List<WasmFunction>();
        var names = Names();
        var index = ImportedFunctionCount();
        foreach (var section in _sections)
        {
            if (section.Id != Code)
            {
                continue;
            }

            var reader = new ByteReader(Contents(section).Span);
            var count = reader.Uleb();
            for (ulong i = 0; i < count && reader.Ok && functions.Count < _limits.FunctionCountMax; i++, index++)
            {
                var size = reader.Uleb();
                var offset = section.Offset + (ulong)reader.Position;
                reader.Skip(size);
                if (reader.Ok && size > 0)
                {
                    functions.Add(new WasmFunction(index, offset, size, names.GetValueOrDefault(index)));
                }
            }
        }

        return functions;
    }

    public DwarfSections Dwarf() => new()
    {
        PointerSize = 4,
        Info = Contents(".debug_info"),
        Abbrev = Contents(".debug_abbrev"),
        Line = Contents(".debug_line"),
        Str = Contents(".debug_str"),
        LineStr = Contents(".debug_line_str"),
        StrOffsets = Contents(".debug_str_offsets"),
        Addr = Contents(".debug_addr"),
        Ranges = Contents(".debug_ranges"),
        RngLists = Contents(".debug_rnglists"),
        // What the linker dropped is left at address 0, where no function can be: the section begins with their count.
        Code = [.. _sections.Where(section => section.Id == Code).Select(section => new DwarfRange(1, section.Size))],
    };

    ReadOnlyMemory<byte> Contents(string name)
    {
        foreach (var section in _sections)
        {
            if (section.Id == Custom && section.Name == name)
            {
                return Contents(section);
            }
        }

        return default;
    }

    WasmError Read()
    {
        var head = new ByteReader(_bytes.Slice(0, 8).Span);
        if (head.Length == 0)
        {
            return WasmError.Empty;
        }

        if (!head.Bytes(4).SequenceEqual("\0asm"u8))
        {
            return WasmError.NotWasm;
        }

        var version = head.U32();
        if (!head.Ok)
        {
            return WasmError.Truncated;
        }

        if (version != 1)
        {
            return WasmError.UnknownVersion;
        }

        ReadSections();
        return WasmError.None;
    }

    void ReadSections()
    {
        for (ulong position = 8; position < (ulong)_bytes.Length && _sections.Count < _limits.SectionCountMax;)
        {
            // Id, and a size of at most five bytes.
            var reader = new ByteReader(_bytes.Slice(position, 6).Span);
            var id = reader.U8();
            var size = reader.Uleb();
            var start = position + (ulong)reader.Position;
            if (!reader.Ok || size > (ulong)_bytes.Length - start)
            {
                _findings.Add(new Finding("section-truncated", $"The section at {position:x} claims {size} bytes."));
                return;
            }

            position = start + size;
            if (id == Custom)
            {
                ReadCustom(start, size);
                continue;
            }

            CodeOffset = id == Code ? start : CodeOffset;
            _sections.Add(new WasmSection(id, "", start, size));
        }
    }

    void ReadCustom(ulong start, ulong size)
    {
        var reader = new ByteReader(_bytes.Slice(start, Math.Min(size, (ulong)_limits.NameLengthMax)).Span);
        var name = Encoding.UTF8.GetString(reader.Bytes(reader.Uleb()));
        if (!reader.Ok)
        {
            return;
        }

        var section = new WasmSection(Custom, name, start + (ulong)reader.Position, size - (ulong)reader.Position);
        _sections.Add(section);
        var content = new ByteReader(Contents(section).Span);
        switch (name)
        {
            case "build_id" when content.Bytes(content.Uleb()) is { Length: > 0 } id && id.Length <= _limits.BuildIdLengthMax:
                BuildId = id.ToArray();
                break;
            case "external_debug_info" when content.Bytes(content.Uleb()) is { Length: > 0 } place && place.Length <= _limits.NameLengthMax:
                ExternalDebugInfo = Encoding.UTF8.GetString(place);
                break;
        }
    }

    uint ImportedFunctionCount()
    {
        uint functions = 0;
        foreach (var section in _sections)
        {
            if (section.Id != Import)
            {
                continue;
            }

            var reader = new ByteReader(Contents(section).Span);
            var count = reader.Uleb();
            for (ulong i = 0; i < count && reader.Ok && i < (ulong)_limits.ImportCountMax; i++)
            {
                reader.Skip(reader.Uleb());
                reader.Skip(reader.Uleb());
                switch (reader.U8())
                {
                    case 0:
                        functions += reader.Ok ? 1u : 0;
                        reader.Uleb();
                        break;
                    case 1:
                        reader.U8();
                        SkipBounds(ref reader);
                        break;
                    case 2:
                        SkipBounds(ref reader);
                        break;
                    case 3:
                        reader.U16();
                        break;
                    case 4:
                        reader.U8();
                        reader.Uleb();
                        break;
                    default:
                        reader.Fail();
                        break;
                }
            }
        }

        return functions;
    }

    // A minimum, and a maximum when the lowest flag says so.
    static void SkipBounds(ref ByteReader reader)
    {
        var flags = reader.U8();
        reader.Uleb();
        if ((flags & 1) != 0)
        {
            reader.Uleb();
        }
    }

    Dictionary<uint, string> Names()
    {
        var names = new Dictionary<uint, string>();
        var section = new ByteReader(Contents("name").Span);
        while (section.HasMore)
        {
            var id = section.U8();
            var reader = new ByteReader(section.Bytes(section.Uleb()));
            if (id != FunctionNames)
            {
                continue;
            }

            var count = reader.Uleb();
            for (ulong i = 0; i < count && reader.Ok && names.Count < _limits.FunctionCountMax; i++)
            {
                var index = reader.Uleb();
                var name = reader.Bytes(reader.Uleb());
                if (reader.Ok && index <= uint.MaxValue && name.Length is > 0 && name.Length <= _limits.NameLengthMax)
                {
                    names[(uint)index] = Encoding.UTF8.GetString(name);
                }
            }
        }

        return names;
    }
}
