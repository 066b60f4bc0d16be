using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Symbols;

namespace Inquest.Unwind;

/// <summary>Everything of a dead process that stacks are walked with. For one thread at a time.</summary>
public sealed class UnwindProcess
{
    readonly SymbolSearch?[] _searches;

    /// <param name="layout">Registers of the process's architecture.</param>
    /// <param name="memory">All memory that the dump holds: stacks, code around the fault, anything else.</param>
    /// <param name="modules">Loaded modules; their indexes must be below <paramref name="modules"/>' count.</param>
    /// <param name="symbols">Asked once per module, when the first frame or candidate lies in it.</param>
    public UnwindProcess(RegisterLayout layout, IAddressSpace memory, UnwindModuleList modules, ISymbolProvider symbols)
    {
        Layout = layout;
        Memory = memory;
        Modules = modules;
        Symbols = symbols;
        _searches = new SymbolSearch?[modules.Count];
    }

    public RegisterLayout Layout { get; }

    public IAddressSpace Memory { get; }

    public UnwindModuleList Modules { get; }

    public ISymbolProvider Symbols { get; }

    public UnwindOs Os { get; init; }

    public IReadOnlyList<UnloadedModule> UnloadedModules { get; init; } = [];

    /// <summary>Which addresses were mapped and how; null when the dump does not say.</summary>
    public IMemoryMap? MemoryMap { get; init; }

    /// <summary>Bits of a pointer that are address (Crashpad's address mask), for pointer authentication; null when unknown.</summary>
    public ulong? AddressMask { get; init; }

    /// <summary>What the search for a module's symbols gave, or null when nobody needed them.</summary>
    public SymbolSearch? SearchOf(int moduleIndex) =>
        (uint)moduleIndex < (uint)_searches.Length ? _searches[moduleIndex] : null;

    /// <summary>The symbols of a module, looked up now if they were not before.</summary>
    public IModuleSymbols? SymbolsOf(UnwindModule module)
    {
        if ((uint)module.Index >= (uint)_searches.Length)
        {
            return null;
        }

        return (_searches[module.Index] ??= Symbols.Find(module.Id)).Symbols;
    }
}
