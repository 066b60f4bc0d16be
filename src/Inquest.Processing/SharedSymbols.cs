using System.Collections.Concurrent;
using Inquest.Symbols;

namespace Inquest.Processing;

/// <summary>One search per module id, however many walkers ask at once; remembers what was asked.</summary>
sealed class SharedSymbols(ISymbolProvider inner) : ISymbolProvider
{
    readonly ConcurrentDictionary<ModuleId, Lazy<SymbolSearch>> _searches = new();

    public SymbolSearch Find(ModuleId id) =>
        _searches.GetOrAdd(id, wanted => new Lazy<SymbolSearch>(() => inner.Find(wanted))).Value;

    /// <summary>The searches that took place, by the index of the id in <paramref name="ids"/>.</summary>
    public IEnumerable<(int Index, SymbolSearch Search)> Searches(IEnumerable<ModuleId> ids)
    {
        var index = 0;
        foreach (var id in ids)
        {
            if (_searches.TryGetValue(id, out var search) && search.IsValueCreated)
            {
                yield return (index, search.Value);
            }

            index++;
        }
    }
}
