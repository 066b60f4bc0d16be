using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;
using Inquest.Formats.MachO;
using Inquest.Formats.Pdb;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>What a symbol file is made from and what goes into it.</summary>
public sealed record SymbolDumpOptions
{
    /// <summary>Base name of the module as dumps name it.</summary>
    public required string ModuleName { get; init; }

    /// <summary>False leaves INLINE and INLINE_ORIGIN out, for readers from before 2021.</summary>
    public bool WithInlines { get; init; } = true;

    public bool WithCfi { get; init; } = true;

    /// <summary>Which part of a universal Mach-O file: <c>arm64</c>, <c>x86_64</c>, …</summary>
    public string? Architecture { get; init; }

    /// <summary>Which part of a universal Mach-O file, by Breakpad debug id; null takes the only one or that of the architecture.</summary>
    public string? DebugId { get; init; }

    public MachOLimits MachOLimits { get; init; } = MachOLimits.Default;

    /// <summary>Threads of one dump. Units are read apart from each other; what is written is the same for any number.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    public ElfLimits ElfLimits { get; init; } = ElfLimits.Default;

    public DwarfLimits DwarfLimits { get; init; } = DwarfLimits.Default;

    public PeLimits PeLimits { get; init; } = PeLimits.Default;

    public PdbLimits PdbLimits { get; init; } = PdbLimits.Default;
}
