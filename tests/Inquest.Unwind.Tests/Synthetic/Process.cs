using System.Buffers.Binary;
using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Symbols;

namespace Inquest.Unwind.Tests.Synthetic;

/// <summary>A process assembled by hand: words of stack, bytes of code, modules with symbol text.</summary>
sealed class Process(RegisterLayout layout) : IAddressSpace, ISymbolProvider, IMemoryMap
{
    readonly SortedDictionary<ulong, byte[]> _memory = [];
    readonly List<UnwindModule> _modules = [];
    readonly Dictionary<string, SymText> _symbols = [];
    readonly List<MappedRegion> _regions = [];

    public UnwindOs Os { get; init; } = UnwindOs.Linux;

    public bool IsBigEndian => false;

    public bool IsComplete => true;

    public Process Module(string name, ulong start, ulong size, string? symbols = null)
    {
        _modules.Add(new UnwindModule(_modules.Count, start, size, name, new ModuleId(name, "1", name, "")));
        if (symbols is not null)
        {
            _symbols[name] = SymText.Parse(symbols);
        }

        return this;
    }

    public Process Words(ulong address, params ulong[] words)
    {
        var size = layout.PointerSize;
        var bytes = new byte[words.Length * size];
        for (var i = 0; i < words.Length; i++)
        {
            if (size == 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), words[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), (uint)words[i]);
            }
        }

        return Bytes(address, bytes);
    }

    public Process Bytes(ulong address, params byte[] bytes)
    {
        _memory[address] = bytes;
        return this;
    }

    public Process Region(ulong start, ulong size, string rights)
    {
        _regions.Add(new MappedRegion(start, size, rights.Contains('r'), rights.Contains('w'), rights.Contains('x'), rights == "---"));
        return this;
    }

    public UnwindProcess Build() => new(layout, this, new UnwindModuleList(_modules), this)
    {
        Os = Os,
        MemoryMap = _regions.Count == 0 ? null : this,
    };

    public StackWalk Walk(params (string Name, ulong Value)[] registers) => Walk(UnwindLimits.Default, registers);

    public StackWalk Walk(UnwindLimits limits, params (string Name, ulong Value)[] registers) =>
        new StackWalker(Build(), limits).Walk(Registers(registers), null);

    public RegisterFile Registers(params (string Name, ulong Value)[] registers)
    {
        var file = new RegisterFile(layout);
        foreach (var (name, value) in registers)
        {
            file[layout.IndexOf(name)] = value;
        }

        return file;
    }

    public int Read(ulong address, Span<byte> destination)
    {
        foreach (var (start, bytes) in _memory)
        {
            if (address >= start && address - start < (ulong)bytes.Length)
            {
                var rest = bytes.AsSpan((int)(address - start));
                var count = Math.Min(rest.Length, destination.Length);
                rest[..count].CopyTo(destination);
                return count;
            }
        }

        return 0;
    }

    public SymbolSearch Find(ModuleId id) => _symbols.TryGetValue(id.DebugFile, out var symbols)
        ? new SymbolSearch(symbols, SymbolStatus.Found, "test", [])
        : new SymbolSearch(null, SymbolStatus.NotFound, null, []);

    public MappedRegion? Find(ulong address)
    {
        var index = _regions.FindIndex(r => r.Contains(address));
        return index < 0 ? null : _regions[index];
    }
}
