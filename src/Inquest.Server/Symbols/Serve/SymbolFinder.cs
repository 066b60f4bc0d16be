using Inquest.Storage.Symbols;
using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols.Serve;

/// <summary>Chooses the stored file that a request is for.</summary>
sealed class SymbolFinder(SymbolCatalog catalog)
{
    const int PaddedBuildIdDigits = 40;

    /// <summary>Files of the wanted part, best first.</summary>
    public IReadOnlyList<StoredObject> Find(WantedFile wanted, SymbolAudience audience)
    {
        if (wanted.Part == WantedPart.Content)
        {
            return catalog.ByHash(Convert.FromHexString(wanted.Argument), audience);
        }

        return
        [
            .. All(wanted, audience).Where(part => Rank(part, wanted.Part) < NoUse)
                .OrderBy(part => Rank(part, wanted.Part))
                .ThenBy(part => wanted.FileName.Length > 0 && IsNamed(part, wanted.FileName) ? 0 : 1),
        ];
    }

    /// <summary>Every file of the module.</summary>
    public IEnumerable<StoredObject> All(WantedFile wanted, SymbolAudience audience)
    {
        var byCode = catalog.ByCodeId(wanted.CodeId, audience);
        if (byCode.Count == 0 && wanted.CodeId.Length == PaddedBuildIdDigits && wanted.CodeId.EndsWith("00", StringComparison.Ordinal))
        {
            // SSQP fills short build ids up with zeros.
            for (var digits = PaddedBuildIdDigits - 2; digits >= 2 && byCode.Count == 0 && wanted.CodeId.EndsWith(new string('0', PaddedBuildIdDigits - digits), StringComparison.Ordinal); digits -= 2)
            {
                byCode = catalog.ByCodeId(wanted.CodeId[..digits], audience);
            }
        }

        return byCode.Concat(catalog.ByDebugId(wanted.DebugId, audience)).DistinctBy(part => part.ContentId);
    }

    const int NoUse = 100;

    static int Rank(StoredObject part, WantedPart wanted)
    {
        var kind = SymbolFileKinds.Parse(part.Kind);
        var features = (SymbolFeatures)part.Features;
        var isObject = kind is SymbolFileKind.Elf or SymbolFileKind.Pe or SymbolFileKind.MachO or SymbolFileKind.Wasm;
        var hasCode = isObject && features.HasFlag(SymbolFeatures.Code);
        var isDatabase = kind is SymbolFileKind.Pdb or SymbolFileKind.PortablePdb;
        var debugRank = isDatabase ? 0
            : !isObject ? NoUse
            : features.HasFlag(SymbolFeatures.DebugInfo) ? (hasCode ? 2 : 1)
            : !hasCode && features.HasFlag(SymbolFeatures.SymbolTable) ? 3
            : NoUse;
        return wanted switch
        {
            WantedPart.Executable => !hasCode ? NoUse : features.HasFlag(SymbolFeatures.DebugInfo) ? 2 : 1,
            WantedPart.DebugInfo => debugRank,
            WantedPart.Any or WantedPart.Section => debugRank < NoUse ? debugRank : hasCode ? 5 : NoUse,
            WantedPart.Breakpad => kind == SymbolFileKind.Breakpad ? 0 : NoUse,
            WantedPart.SourceBundle or WantedPart.Source => kind == SymbolFileKind.SourceBundle ? 0 : NoUse,
            _ => NoUse,
        };
    }

    static bool IsNamed(StoredObject part, string name) =>
        part.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || part.DebugFile.Equals(name, StringComparison.OrdinalIgnoreCase);
}
