using Inquest.Storage.Symbols;
using Inquest.Symbols;
using Inquest.Symbols.Identity;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>The server's own store as a place to look for a module's symbols.</summary>
sealed class StoreSymbolSource(SymbolVault vault, SymbolCatalog catalog, SymbolUses uses) : ISymbolSource
{
    public IReadOnlyList<SymbolCandidate> Find(ModuleId id)
    {
        var found = catalog.ByDebugId(id.DebugId, SymbolAudience.Server);
        if (found.Count == 0)
        {
            found = catalog.ByCodeId(id.CodeId, SymbolAudience.Server);
        }

        var usable = found.Where(part => part.Kind == SymbolFileKind.Breakpad.Word()).ToList();
        return usable.Count > 0
            ? [.. usable.Select(Candidate)]
            : [new SymbolCandidate("store", $"absent:store:{id.DebugId}:{id.CodeId}", IsRemote: false, () => SymbolContent.Missing(SymbolStatus.NotFound))];
    }

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
