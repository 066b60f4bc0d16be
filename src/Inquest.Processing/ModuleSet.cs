using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>The modules of a dump, as the unwinder and as the report see them; both use the dump's order.</summary>
sealed class ModuleSet
{
    readonly IReadOnlyList<MinidumpModule> _modules;
    readonly bool[] _overlaps;

    ModuleSet(IReadOnlyList<MinidumpModule> modules)
    {
        _modules = modules;
        _overlaps = FindOverlaps(modules);
        Unwind = new UnwindModuleList(modules.Select((module, index) =>
            new UnwindModule(index, module.Base, module.Size, module.CodeFileName, IdOf(module))));
    }

    public UnwindModuleList Unwind { get; }

    public static ModuleSet Read(MinidumpFile dump, ProcessingLimits limits, List<ReportFinding> findings)
    {
        var modules = dump.Modules;
        if (modules.Count > limits.ModuleCountMax)
        {
            findings.Add(new ReportFinding(
                "modules-cut", $"Of {modules.Count} modules the first {limits.ModuleCountMax} are kept."));
            modules = [.. modules.Take(limits.ModuleCountMax)];
        }

        var set = new ModuleSet(modules);
        var overlapping = set._overlaps.Count(static overlaps => overlaps);
        if (overlapping > 0)
        {
            findings.Add(new ReportFinding(
                "modules-overlap", $"{overlapping} modules claim addresses of another one; frames there may name the wrong one."));
        }

        return set;
    }

    public static ReportModule Report(MinidumpUnloadedModule module) => new()
    {
        Base = module.Base,
        Size = module.Size,
        CodeFile = module.Name,
        CodeId = module.CodeId,
    };

    public static ModuleId IdOf(MinidumpModule module) =>
        new(module.DebugFileName, module.DebugId ?? "", module.CodeFileName, module.CodeId ?? "");

    public IReadOnlyList<ReportModule> Report(
        Func<int, SymbolSearch?> searchOf, IReadOnlyDictionary<string, string> certificates)
    {
        var result = new ReportModule[_modules.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var module = _modules[i];
            var search = searchOf(i);
            result[i] = new ReportModule
            {
                Base = module.Base,
                Size = module.Size,
                CodeFile = module.CodeFile,
                CodeId = module.CodeId,
                DebugFile = DebugFileOf(module),
                DebugId = module.DebugId,
                Version = module.Version,
                IsMain = i == 0,
                Suspect = _overlaps[i],
                Symbols = StateOf(search),
                SymbolSource = search?.Source,
                SymbolLookups = search is null ? [] : [.. search.Lookups.Select(static lookup => lookup.ToString())],
                SymbolGaps = search is null ? [] : [.. search.Gaps.Select(SymbolSearch.Words)],
                Certificate = certificates.GetValueOrDefault(module.CodeFileName),
            };
        }

        return result;
    }

    /// <summary>
    /// The debug file, or null when the module names none: a PDB has a name of its own, while ELF and Mach-O files carry
    /// their symbols and lend theirs.
    /// </summary>
    static string? DebugFileOf(MinidumpModule module) =>
        module.CodeView is null && module.MiscName is null ? null
        : module is { Os: OsFamily.Windows, MiscName: null, CodeView.File: null } ? null
        : module.DebugFile;

    static SymbolState StateOf(SymbolSearch? search) => search?.Status switch
    {
        null => SymbolState.NotNeeded,
        SymbolStatus.Found => SymbolState.Found,
        SymbolStatus.Malformed => SymbolState.Malformed,
        SymbolStatus.Denied => SymbolState.Denied,
        SymbolStatus.TimedOut => SymbolState.TimedOut,
        SymbolStatus.WrongId => SymbolState.WrongId,
        _ => SymbolState.Missing,
    };

    static bool[] FindOverlaps(IReadOnlyList<MinidumpModule> modules)
    {
        var overlaps = new bool[modules.Count];
        var order = Enumerable.Range(0, modules.Count).Where(i => modules[i].Size > 0).ToArray();
        Array.Sort(order, (a, b) => modules[a].Base.CompareTo(modules[b].Base));

        // The module that reaches furthest so far is the one that a later base can lie inside of.
        var furthest = -1;
        foreach (var index in order)
        {
            if (furthest >= 0 && modules[index].Base < modules[furthest].End)
            {
                overlaps[index] = overlaps[furthest] = true;
            }

            if (furthest < 0 || modules[index].End > modules[furthest].End)
            {
                furthest = index;
            }
        }

        return overlaps;
    }
}
