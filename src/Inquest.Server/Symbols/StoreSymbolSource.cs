using Inquest.Storage.Symbols;
using Inquest.Symbols;
using Inquest.Symbols.Identity;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>The server's own store as a place to look for a module's symbols.</summary>
sealed class StoreSymbolSource(SymbolVault vault, SymbolCatalog catalog, SymbolUses uses) : ISymbolSource
{
    const int GuidAndAge = 33;

    /// <summary>Every file of the module: the provider puts together what one has and another lacks.</summary>
    public IEnumerable<SymbolCandidate> Find(ModuleId id)
    {
        var found = catalog.ByDebugId(id.DebugId.ToUpperInvariant(), SymbolAudience.Server)
            .Concat(catalog.ByCodeId(id.CodeId.ToLowerInvariant(), SymbolAudience.Server))
            .Where(part => IsForAddresses(part) || IsForMethods(part, id))
            .DistinctBy(part => part.ContentId)
            .OrderBy(Rank)
            .ToList();
        return found.Count > 0
            ? found.Select(Candidate)
            : [new SymbolCandidate("store", $"absent:store:{id.DebugId}:{id.CodeId}", IsRemote: false, () => SymbolContent.Missing(SymbolStatus.NotFound))];
    }

    static bool IsForAddresses(StoredObject part) => SymbolFileKinds.Parse(part.Kind) is
        SymbolFileKind.Breakpad or SymbolFileKind.Elf or SymbolFileKind.Pe or SymbolFileKind.Pdb or SymbolFileKind.MachO;

    // A portable PDB knows methods and offsets in them, which SDKs of .NET ask for by guid and stamp; the module of a dump has addresses,
    // and asks by guid and age, one digit.
    static bool IsForMethods(StoredObject part, ModuleId id) =>
        SymbolFileKinds.Parse(part.Kind) is SymbolFileKind.PortablePdb && id.DebugId.Length > GuidAndAge;

    // What has lines first, then symbol text, which is read fastest.
    static int Rank(StoredObject part) =>
        (((SymbolFeatures)part.Features).HasFlag(SymbolFeatures.DebugInfo) ? 0 : 2) + (part.Kind == SymbolFileKind.Breakpad.Word() ? 0 : 1);

    SymbolCandidate Candidate(StoredObject part) => new(
        $"store: {part.Name}", $"store:{Convert.ToHexStringLower(part.Sha256)}", IsRemote: false, () => Open(part));

    SymbolContent Open(StoredObject part)
    {
        uses.Add(part.ContentId);
        try
        {
            return vault.Open(part.Sha256) is { } content
                ? new SymbolContent(SymbolStatus.Found, content)
                : SymbolContent.Missing(SymbolStatus.NotFound);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return SymbolContent.Missing(SymbolStatus.Unreachable);
        }
    }
}
