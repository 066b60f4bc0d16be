using System.Globalization;
using System.Text;
using System.Text.Json;
using Inquest.Formats.Cpu;

namespace Inquest.Capture.Minidump;

/// <summary>The streams of one dump. Each writer returns where its stream lies when that is not simply all that it wrote.</summary>
sealed class MinidumpStreams
{
    readonly ProcessSnapshot _snapshot;
    readonly DumpBuffer _buffer;
    readonly MemoryPlan _plan;
    readonly MemoryView?[] _stacks;
    readonly SoftErrors _errors;
    readonly DumpLocation[] _contexts;
    readonly bool _hidesHomes;
    readonly List<(string Name, string Value)> _annotations;

    public MinidumpStreams(ProcessSnapshot snapshot, DumpBuffer buffer, MemoryPlan plan, MemoryView?[] stacks, SoftErrors errors,
        MinidumpWriterOptions options, IReadOnlyList<(string Name, string Value)> annotations)
    {
        _hidesHomes = options.HideHomes;
        _annotations = [.. snapshot.Annotations, .. annotations];
        if (plan.HasOverflowed)
        {
            _annotations.Add(("stack_overflow", "true"));
        }

        _snapshot = snapshot;
        _buffer = buffer;
        _plan = plan;
        _stacks = stacks;
        _errors = errors;
        _contexts = new DumpLocation[snapshot.Threads.Count];
        var all = new List<(uint, Func<DumpLocation?>)>
        {
            (3, Threads),
            (7, SystemInfo),
            (15, MiscInfo),
            (4, Modules),
            (5, Memory),
            (16, MemoryInfo),
            (0x47670009, Maps),
        };
        if (snapshot.Signal is { } signal)
        {
            all.Insert(1, (6, () => ExceptionOf(signal)));
        }

        if (snapshot.Threads.Any(thread => thread.Name is not null))
        {
            all.Add((24, ThreadNames));
        }

        if (!snapshot.AuxiliaryVector.IsEmpty)
        {
            all.Add((0x47670008, AuxiliaryVector));
        }

        if (snapshot.DynamicLinker is { } linker)
        {
            all.Add((0x4767000A, () => DsoDebug(linker)));
        }

        if (snapshot.ReportId is not null || _annotations.Count > 0)
        {
            all.Add((0x43500001, CrashpadInfo));
        }

        foreach (var (type, content) in snapshot.LinuxFiles)
        {
            all.Add((type, () => Raw(content)));
        }

        // Last, so that it can tell of everything that the others could not write.
        all.Add((0x4D7A0004, SoftErrorList));
        All = all;
    }

    /// <summary>Stream type and writer, in the order of the directory.</summary>
    public IReadOnlyList<(uint Type, Func<DumpLocation?> Write)> All { get; }

    DumpLocation? Threads()
    {
        for (var i = 0; i < _contexts.Length; i++)
        {
            _contexts[i] = ContextWriter.Write(_buffer, _snapshot.Threads[i]);
        }

        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U32((uint)_contexts.Length);
        for (var i = 0; i < _contexts.Length; i++)
        {
            var thread = _snapshot.Threads[i];
            _buffer.U32(thread.Id);
            _buffer.Zeros(12);
            _buffer.U64(thread.Registers.TryGet("fs_base", out var tls) ? tls : 0);
            MemoryDescriptor(_stacks[i], thread.Registers.StackPointer);
            _buffer.Location(_contexts[i]);
        }

        return new DumpLocation(start, _buffer.Length - start);
    }

    void MemoryDescriptor(MemoryView? view, ulong addressIfNone)
    {
        _buffer.U64(view?.Start ?? addressIfNone);
        _buffer.U32((uint)(view?.Size ?? 0));
        view?.Block.References.Add((_buffer.Length, view.Value.Offset));
        _buffer.U32(0);
    }

    DumpLocation? ExceptionOf(CrashSignal signal)
    {
        var index = 0;
        for (var i = 0; i < _contexts.Length; i++)
        {
            if (_snapshot.Threads[i].Id == signal.ThreadId)
            {
                index = i;
            }
        }

        _buffer.U32(signal.ThreadId);
        _buffer.U32(0);
        _buffer.U32((uint)signal.Number);
        _buffer.U32((uint)signal.Code);
        _buffer.U64(0);
        _buffer.U64(signal.Address);
        _buffer.U32(signal.Sender != 0 ? 1u : 0);
        _buffer.U32(0);
        _buffer.U64(signal.Sender);
        _buffer.Zeros(14 * 8);
        _buffer.Location(_contexts[index]);
        return null;
    }

    DumpLocation? SystemInfo()
    {
        var name = _buffer.Text(_snapshot.OperatingSystem);
        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U16(_snapshot.Architecture switch
        {
            CpuArchitecture.X86 => 0,
            CpuArchitecture.Arm => 5,
            CpuArchitecture.Amd64 => 9,
            CpuArchitecture.Arm64 => 12,
            _ => 0xFFFF,
        });
        _buffer.Zeros(4);
        _buffer.U8((byte)Math.Min(_snapshot.ProcessorCount, byte.MaxValue));
        _buffer.Zeros(1);
        foreach (var part in KernelVersion(_snapshot.OperatingSystem))
        {
            _buffer.U32(part);
        }

        _buffer.U32(0x8201);
        _buffer.U32((uint)name);
        _buffer.Zeros(28);
        return new DumpLocation(start, _buffer.Length - start);
    }

    DumpLocation? MiscInfo()
    {
        const uint ProcessIdIsValid = 1;
        const uint TimesAreValid = 2;
        _buffer.U32(24);
        _buffer.U32(_snapshot.Times is null ? ProcessIdIsValid : ProcessIdIsValid | TimesAreValid);
        _buffer.U32(_snapshot.ProcessId);
        _buffer.U32(_snapshot.Times?.StartedAt ?? 0);
        _buffer.U32(_snapshot.Times?.UserSeconds ?? 0);
        _buffer.U32(_snapshot.Times?.KernelSeconds ?? 0);
        return null;
    }

    // "Linux 6.18.2-generic …": three numbers, as far as there are any.
    static uint[] KernelVersion(string system)
    {
        var version = new uint[3];
        var words = system.Split(' ');
        var numbers = words.Length < 2 ? [] : words[1].Split('.', '-');
        for (var i = 0; i < version.Length && i < numbers.Length; i++)
        {
            version[i] = uint.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }

        return version;
    }

    DumpLocation? Raw(ReadOnlyMemory<byte> content)
    {
        _buffer.Bytes(content.Span);
        return null;
    }

    // Version, report id, client id, simple annotations, module annotations (none), reserved, address mask: 64 bytes. The
    // dictionary is a count and pairs of rvas to UTF-8 strings with their size in front.
    DumpLocation? CrashpadInfo()
    {
        var texts = _annotations.Select(pair => (Name: _buffer.Utf8(pair.Name), Value: _buffer.Utf8(pair.Value))).ToList();
        _buffer.Align(4);
        var dictionary = _buffer.Length;
        _buffer.U32((uint)texts.Count);
        foreach (var (name, value) in texts)
        {
            _buffer.U32((uint)name);
            _buffer.U32((uint)value);
        }

        var size = _buffer.Length - dictionary;
        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U32(1);
        Span<byte> id = stackalloc byte[16];
        (_snapshot.ReportId ?? Guid.Empty).TryWriteBytes(id, bigEndian: true, out _);
        _buffer.Bytes(id);
        _buffer.Zeros(16);
        _buffer.Location(new DumpLocation(dictionary, size));
        _buffer.Zeros(20);
        return new DumpLocation(start, _buffer.Length - start);
    }

    string Shown(string path) => _hidesHomes ? HomeHider.Hide(path) : path;

    DumpLocation? Modules()
    {
        var strings = new (int Name, DumpLocation CodeView)[_snapshot.Modules.Count];
        for (var i = 0; i < strings.Length; i++)
        {
            var module = _snapshot.Modules[i];
            strings[i] = (_buffer.Text(Shown(module.Path)), CodeView(module));
        }

        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U32((uint)strings.Length);
        for (var i = 0; i < strings.Length; i++)
        {
            var module = _snapshot.Modules[i];
            _buffer.U64(module.Base);
            _buffer.U32((uint)Math.Min(module.Size, uint.MaxValue));
            _buffer.Zeros(8);
            _buffer.U32((uint)strings[i].Name);
            _buffer.Zeros(52);
            _buffer.Location(strings[i].CodeView);
            _buffer.Zeros(24);
        }

        return new DumpLocation(start, _buffer.Length - start);
    }

    // 'BpEL', then the whole build id.
    DumpLocation CodeView(ModuleSnapshot module)
    {
        if (module.BuildId.IsEmpty)
        {
            return default;
        }

        _buffer.Align(4);
        var start = _buffer.Length;
        _buffer.U32(0x4270454C);
        _buffer.Bytes(module.BuildId.Span);
        return new DumpLocation(start, _buffer.Length - start);
    }

    DumpLocation? Memory()
    {
        var blocks = _plan.Blocks.ToList();
        _buffer.U32((uint)blocks.Count);
        foreach (var block in blocks)
        {
            MemoryDescriptor(new MemoryView(block, 0, block.Content.Length), 0);
        }

        return null;
    }

    DumpLocation? MemoryInfo()
    {
        _buffer.U32(16);
        _buffer.U32(48);
        _buffer.U64((ulong)_snapshot.Mappings.Count);
        foreach (var mapping in _snapshot.Mappings)
        {
            var protection = WindowsProtection(mapping.Protection ?? MemoryProtection.None);
            _buffer.U64(mapping.Range.Start);
            _buffer.U64(mapping.Range.Start);
            _buffer.U32(protection);
            _buffer.U32(0);
            _buffer.U64(mapping.Range.Size);
            _buffer.U32(0x1000);
            _buffer.U32(protection);
            _buffer.U32(mapping.IsFile ? 0x40000u : 0x20000u);
            _buffer.U32(0);
        }

        return null;
    }

    static uint WindowsProtection(MemoryProtection protection)
    {
        var isWritable = protection.HasFlag(MemoryProtection.Write);
        var isReadable = protection.HasFlag(MemoryProtection.Read);
        return protection.HasFlag(MemoryProtection.Execute)
            ? isWritable ? 0x40u : isReadable ? 0x20u : 0x10u
            : isWritable ? 0x04u : isReadable ? 0x02u : 0x01u;
    }

    // The text of /proc/PID/maps; device and inode are not known from a core.
    DumpLocation? Maps()
    {
        var text = new StringBuilder();
        foreach (var mapping in _snapshot.Mappings)
        {
            var protection = mapping.Protection ?? MemoryProtection.None;
            text.Append($"{mapping.Range.Start:x8}-{mapping.Range.End:x8} ");
            text.Append(protection.HasFlag(MemoryProtection.Read) ? 'r' : '-');
            text.Append(protection.HasFlag(MemoryProtection.Write) ? 'w' : '-');
            text.Append(protection.HasFlag(MemoryProtection.Execute) ? 'x' : '-');
            text.Append($"p {mapping.FileOffset:x8} 00:00 0 ");
            // A line break in a path is written as the kernel writes it.
            text.Append(Shown(mapping.Path).Replace("\n", "\\012", StringComparison.Ordinal)).Append('\n');
        }

        _buffer.Bytes(Encoding.UTF8.GetBytes(text.ToString()));
        return null;
    }

    DumpLocation? ThreadNames()
    {
        var named = _snapshot.Threads.Where(thread => thread.Name is not null).ToList();
        var names = named.Select(thread => _buffer.Text(thread.Name!)).ToList();
        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U32((uint)named.Count);
        for (var i = 0; i < named.Count; i++)
        {
            _buffer.U32(named[i].Id);
            _buffer.U64((ulong)names[i]);
        }

        return new DumpLocation(start, _buffer.Length - start);
    }

    DumpLocation? AuxiliaryVector()
    {
        _buffer.Bytes(_snapshot.AuxiliaryVector.Span);
        return null;
    }

    // MDRawDebug64 (40 bytes) and MDRawLinkMap64 (24) with the padding that a 64-bit C compiler gives them.
    DumpLocation? DsoDebug(DynamicLinkerState linker)
    {
        var names = linker.Entries.Select(entry => _buffer.Text(Shown(entry.Name))).ToList();
        _buffer.Align(8);
        var isWide = _snapshot.Architecture is CpuArchitecture.Amd64 or CpuArchitecture.Arm64;
        var maps = _buffer.Length;
        for (var i = 0; i < names.Count; i++)
        {
            Pointer(linker.Entries[i].Bias, isWide);
            _buffer.U32((uint)names[i]);
            if (isWide)
            {
                _buffer.U32(0);
            }

            Pointer(linker.Entries[i].DynamicSection, isWide);
        }

        _buffer.Align(8);
        var start = _buffer.Length;
        _buffer.U32(linker.Version);
        _buffer.U32((uint)maps);
        _buffer.U32((uint)names.Count);
        if (isWide)
        {
            _buffer.U32(0);
        }

        Pointer(linker.Breakpoint, isWide);
        Pointer(linker.LinkerBase, isWide);
        Pointer(linker.DynamicSection, isWide);
        return new DumpLocation(start, _buffer.Length - start);
    }

    void Pointer(ulong value, bool isWide)
    {
        if (isWide)
        {
            _buffer.U64(value);
        }
        else
        {
            _buffer.U32((uint)value);
        }
    }

    // Mozilla's stream: a JSON list; readers show unknown entries as they are.
    DumpLocation? SoftErrorList()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var sentence in _errors.Sentences)
            {
                json.WriteStringValue(sentence);
            }

            json.WriteEndArray();
        }

        _buffer.Bytes(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return null;
    }
}
