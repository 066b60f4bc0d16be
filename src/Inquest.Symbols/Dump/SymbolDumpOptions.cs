using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>What a symbol file is made from and what goes into it.</summary>
public sealed record SymbolDumpOptions
{
    /// <summary>Base name of the module as dumps name it.</summary>
    public required string ModuleName { get; init; }

    /// <summary>False leaves INLINE and INLINE_ORIGIN out, for readers from before 2021.</summary>
    public bool WithInlines { get; init; } = true;

    public bool WithCfi { get; init; } = true;

    public ElfLimits ElfLimits { get; init; } = ElfLimits.Default;

    public DwarfLimits DwarfLimits { get; init; } = DwarfLimits.Default;
}
