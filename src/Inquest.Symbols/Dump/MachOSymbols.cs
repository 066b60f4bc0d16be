using Inquest.Formats.Cpu;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;
using Inquest.Formats.MachO;

namespace Inquest.Symbols.Dump;

/// <summary>A function as stabs know it: no lines, but a size.</summary>
sealed record StabFunction(DwarfRange Range, string Name, bool IsOneOfSeveral);

/// <summary>What the symbol tables of a Mach-O file and its dSYM say about code.</summary>
sealed class MachOSymbols
{
    // By segment and section, because a dSYM may count its sections differently from the binary.
    readonly MachOFile _binary;
    readonly List<(MachOFile File, IReadOnlyList<MachOSymbol> Symbols)> _tables = [];
    Dictionary<ulong, string>? _functionNames;

    public MachOSymbols(MachOFile binary, MachOFile? debugFile)
    {
        _binary = binary;
        foreach (var file in (MachOFile?[])[debugFile, binary])
        {
            if (file is not null)
            {
                _tables.Add((file, MachOSymbolTable.Read(file)));
            }
        }

        FunctionStarts = [.. MachOFunctionStarts.Read(binary).Select(WithoutThumb)];
        if (FunctionStarts.Count == 0 && debugFile is not null)
        {
            FunctionStarts = [.. MachOFunctionStarts.Read(debugFile).Select(WithoutThumb)];
        }
    }

    /// <summary>By ascending address.</summary>
    public IReadOnlyList<ulong> FunctionStarts { get; }

    /// <summary>Object files that still have the debug information.</summary>
    public int ObjectFileCount => _tables.Max(table => table.Symbols.Count(symbol => symbol.Type == MachOSymbol.StabObject));

    /// <summary>By ascending address, one per address.</summary>
    public List<StabFunction> StabFunctions()
    {
        var found = new List<StabFunction>();
        foreach (var (_, symbols) in _tables)
        {
            MachOSymbol? open = null;
            foreach (var symbol in symbols)
            {
                if (symbol.Type != MachOSymbol.StabFunction)
                {
                    continue;
                }

                if (symbol.Name.Length > 0)
                {
                    open = symbol;
                }
                else if (open is { } start && symbol.Value > 0 && start.Value + symbol.Value > start.Value)
                {
                    var range = new DwarfRange(WithoutThumb(start.Value), WithoutThumb(start.Value) + symbol.Value);
                    found.Add(new StabFunction(range, NameOf(start.Name), false));
                    open = null;
                }
            }
        }

        found.Sort((a, b) => a.Range.Start != b.Range.Start ? a.Range.Start.CompareTo(b.Range.Start)
            : a.Range.End != b.Range.End ? b.Range.End.CompareTo(a.Range.End)
            : string.CompareOrdinal(a.Name, b.Name));
        var result = new List<StabFunction>(found.Count);
        foreach (var function in found)
        {
            if (result.Count > 0 && result[^1].Range.Start == function.Range.Start)
            {
                result[^1] = result[^1] with { IsOneOfSeveral = result[^1].IsOneOfSeveral || result[^1].Name != function.Name };
            }
            else
            {
                result.Add(function);
            }
        }

        return [.. result.Select(function => function with { Name = Demangler.Demangle(function.Name) })];
    }

    /// <summary>The symbol of the function at an address, as linked but without the underscore that C names have; null when there is none.</summary>
    public string? FunctionName(ulong address)
    {
        if (_functionNames is null)
        {
            _functionNames = [];
            foreach (var (file, symbols) in _tables)
            {
                foreach (var symbol in symbols)
                {
                    if (symbol.IsDefined && symbol.Name.Length > 0 && IsCode(file, symbol))
                    {
                        _functionNames.TryAdd(WithoutThumb(symbol.Value), NameOf(symbol.Name));
                    }
                }
            }
        }

        return _functionNames.GetValueOrDefault(address);
    }

    /// <summary>Code that no function covers, by its symbols and where those are stripped by what the dynamic linker exports.</summary>
    public List<PublicRecord> Publics(string moduleName, IReadOnlyList<DwarfRange> functions)
    {
        var candidates = new HashSet<(ulong Address, int Rank, string Name)>();
        foreach (var (file, symbols) in _tables)
        {
            foreach (var symbol in symbols)
            {
                if (symbol.IsDefined && symbol.Name.Length > 0 && IsCode(file, symbol))
                {
                    var rank = symbol.IsAlternateEntry ? 2 : symbol.IsExternal && !symbol.IsPrivateExternal ? 0 : 1;
                    candidates.Add((WithoutThumb(symbol.Value), rank, NameOf(symbol.Name)));
                }
            }
        }

        foreach (var export in MachOExports.Read(_binary))
        {
            if (_binary.Sections.Any(section => section.IsCode && section.Contains(export.Address)))
            {
                candidates.Add((WithoutThumb(export.Address), 0, NameOf(export.Name)));
            }
        }

        AddBounds(candidates, moduleName);
        // The symbol table of a dSYM and that of its binary, or a table and the exports, name the same symbol in different ways.
        var ordered = candidates
            .GroupBy(candidate => (candidate.Address, candidate.Name))
            .Select(group => (group.Key.Address, Rank: group.Min(candidate => candidate.Rank), group.Key.Name))
            .OrderBy(candidate => candidate.Address).ThenBy(candidate => candidate.Rank).ThenBy(candidate => candidate.Name, StringComparer.Ordinal);
        return PublicCollector.Uncovered([.. ordered], functions);
    }

    // Where names are stripped, the last name before would be given to all that follows. The function starts that no stripping
    // removes say where it ends; one record bounds a whole run of nameless functions.
    void AddBounds(HashSet<(ulong Address, int Rank, string Name)> candidates, string moduleName)
    {
        var named = new HashSet<ulong>(candidates.Select(candidate => candidate.Address));
        var isAfterName = false;
        var starts = new SortedSet<ulong>(FunctionStarts);
        starts.UnionWith(named);
        foreach (var start in starts)
        {
            if (named.Contains(start))
            {
                isAfterName = true;
            }
            else if (isAfterName)
            {
                candidates.Add((start, 3, $"<unknown in {moduleName}>"));
                isAfterName = false;
            }
        }
    }

    static bool IsCode(MachOFile file, MachOSymbol symbol) =>
        symbol.Section <= file.Sections.Count && file.Sections[symbol.Section - 1].IsCode
        // Assembler labels that a linker should have dropped.
        && !symbol.Name.StartsWith("ltmp", StringComparison.Ordinal);

    ulong WithoutThumb(ulong address) => _binary.Architecture == CpuArchitecture.Arm ? address & ~1UL : address;

    // Every C name has an underscore before it; Objective-C methods have none.
    static string NameOf(string name) => name[0] == '_' ? name[1..] : name;
}
