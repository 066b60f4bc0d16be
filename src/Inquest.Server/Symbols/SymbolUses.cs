using System.Collections.Concurrent;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Notes which contents are used, once a day each: retention counts days, and every use must not cost a write.</summary>
sealed class SymbolUses(SymbolCatalog catalog, TimeProvider time)
{
    readonly ConcurrentDictionary<long, long> _dayOfUse = new();

    public void Add(long contentId)
    {
        var day = time.GetUtcNow().ToUnixTimeSeconds() / 86_400;
        if (_dayOfUse.TryGetValue(contentId, out var known) && known == day)
        {
            return;
        }

        _dayOfUse[contentId] = day;
        catalog.Touch([contentId]);
    }
}
