using Inquest.Formats.Cpu;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>A PUBLIC: a symbol that no FUNC covers.</summary>
sealed record PublicRecord(ulong Address, string Name, bool IsOneOfSeveral);

/// <summary>Chooses the symbols of an ELF file that say something that its functions do not.</summary>
static class PublicCollector
{
    public static List<PublicRecord> Collect(
        ElfFile binary, ElfFile? debugFile, ElfFile? mini, string moduleName, IReadOnlyList<DwarfRange> functions)
    {
        var candidates = new List<(ulong Address, int Rank, string Name)>();
        foreach (var symbol in Symbols(binary, debugFile, mini))
        {
            if (IsCode(binary, symbol))
            {
                // Thumb functions have odd addresses.
                var address = binary.Architecture == CpuArchitecture.Arm ? symbol.Value & ~1UL : symbol.Value;
                candidates.Add((address, Rank(symbol), symbol.Name));
            }
        }

        foreach (var section in binary.Sections)
        {
            if (section.IsExecutable && section.Name.StartsWith(".plt", StringComparison.Ordinal))
            {
                // Mozilla's dump_syms writes the same name, and crash signatures are matched against it.
                candidates.Add((section.Address, 3, $"<{section.Name} ELF section in {moduleName}>"));
            }
        }

        candidates.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address)
            : a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank)
            : string.CompareOrdinal(a.Name, b.Name));
        return Uncovered(candidates, functions);
    }

    /// <summary>The names of functions by address, as linked.</summary>
    public static IReadOnlyDictionary<ulong, string> FunctionNames(ElfFile binary, ElfFile? debugFile, ElfFile? mini)
    {
        var names = new Dictionary<ulong, string>();
        foreach (var symbol in Symbols(binary, debugFile, mini))
        {
            if (symbol.IsFunction && IsCode(binary, symbol))
            {
                names.TryAdd(binary.Architecture == CpuArchitecture.Arm ? symbol.Value & ~1UL : symbol.Value, symbol.Name);
            }
        }

        return names;
    }

    static IReadOnlyList<ElfSymbol> Symbols(ElfFile binary, ElfFile? debugFile, ElfFile? mini)
    {
        // The full table, of whichever file kept it; the dynamic one when neither did.
        var symbols = ElfSymbolTable.Read(debugFile ?? binary, ElfSection.TypeSymbols);
        if (symbols.Count == 0 && debugFile is not null)
        {
            symbols = ElfSymbolTable.Read(binary, ElfSection.TypeSymbols);
        }

        if (symbols.Count == 0)
        {
            // What .gnu_debugdata has is what .dynsym has not.
            symbols = [.. ElfSymbolTable.Read(binary, ElfSection.TypeDynamicSymbols), .. MiniSymbols(mini)];
        }

        return symbols;
    }

    static IReadOnlyList<ElfSymbol> MiniSymbols(ElfFile? mini) => mini is null ? [] : ElfSymbolTable.Read(mini, ElfSection.TypeSymbols);

    static bool IsCode(ElfFile file, ElfSymbol symbol)
    {
        if (!symbol.IsDefined || symbol.Name.Length == 0 || symbol.SectionIndex >= file.Sections.Count)
        {
            return false;
        }

        var section = file.Sections[(int)symbol.SectionIndex];
        // Labels of assembly have no type; $a, $d, $t and $x mark instruction sets on arm.
        return section.IsExecutable
            && (symbol.IsFunction || (symbol is { Type: 0, Binding: not 0 } && symbol.Name[0] != '$'));
    }

    static int Rank(ElfSymbol symbol) => symbol.Binding switch
    {
        1 => 0,
        2 => 1,
        _ => 2,
    };

    /// <summary>The candidates that no function covers, with their names demangled; of several at one address the first.</summary>
    public static List<PublicRecord> Uncovered(
        List<(ulong Address, int Rank, string Name)> candidates, IReadOnlyList<DwarfRange> functions)
    {
        var result = new List<PublicRecord>();
        var next = 0;
        ulong coveredTo = 0;
        foreach (var (address, _, name) in candidates)
        {
            for (; next < functions.Count && functions[next].Start <= address; next++)
            {
                coveredTo = Math.Max(coveredTo, functions[next].End);
            }

            if (address < coveredTo)
            {
                continue;
            }

            if (result.Count > 0 && result[^1].Address == address)
            {
                result[^1] = result[^1] with { IsOneOfSeveral = true };
                continue;
            }

            result.Add(new PublicRecord(address, Demangler.Demangle(name), false));
        }

        return result;
    }
}
