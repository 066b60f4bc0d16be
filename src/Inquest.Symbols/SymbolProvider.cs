using Inquest.Symbols.Cache;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols;

/// <summary>Asks sources in order, converts what they have and keeps the result open. Safe to use from several threads.</summary>
/// <remarks>
/// Each module is searched for once, however many threads ask; a module that was not found is searched for again after
/// an expiry or after <see cref="Forget"/>. The least recently used modules are dropped when there are too many: their
/// files are unmapped when no one holds the symbols any more.
/// </remarks>
public sealed class SymbolProvider : ISymbolProvider
{
    readonly IReadOnlyList<ISymbolSource> _sources;
    readonly SymbolLimits _limits;
    readonly TimeProvider _time;
    readonly SymbolCacheFolder? _cache;
    readonly Lock _lock = new();
    readonly Dictionary<ModuleId, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = new();

    /// <param name="sources">Where to look, best first.</param>
    /// <param name="cacheFolder">Keeps converted files for the next process; null converts anew each time.</param>
    /// <param name="limits">Bounds; the default ones when null.</param>
    /// <param name="time">Clock of the expiries; the system's when null.</param>
    public SymbolProvider(
        IReadOnlyList<ISymbolSource> sources, string? cacheFolder, SymbolLimits? limits = null, TimeProvider? time = null)
    {
        _sources = sources;
        _limits = limits ?? SymbolLimits.Default;
        _time = time ?? TimeProvider.System;
        _cache = cacheFolder is null ? null : new SymbolCacheFolder(cacheFolder, _limits, _time);
    }

    /// <summary>The folder for <c>cacheFolder</c> that all tools of a user share.</summary>
    public static string DefaultCacheFolder => SymbolCacheFolder.DefaultPath;

    public SymbolSearch Find(ModuleId id)
    {
        var entry = Remember(id);
        lock (entry.Lock)
        {
            if (entry.Search is null || (entry.ExpiresAt is { } expiry && expiry <= _time.GetUtcNow()))
            {
                entry.Search = Search(id);
                entry.ExpiresAt = ExpiryOf(entry.Search.Status);
            }

            return entry.Search;
        }
    }

    /// <summary>Makes the next <see cref="Find"/> ask again: symbols have arrived, or a source has changed.</summary>
    public void Forget(ModuleId id)
    {
        _cache?.ForgetMissing(id);
        lock (_lock)
        {
            if (_entries.Remove(id, out var node))
            {
                _byUse.Remove(node);
            }
        }
    }

    Entry Remember(ModuleId id)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value;
            }

            while (_entries.Count >= _limits.RememberedModulesMax)
            {
                _entries.Remove(_byUse.Last!.Value.Id);
                _byUse.RemoveLast();
            }

            var entry = new Entry(id);
            _entries.Add(id, _byUse.AddFirst(entry));
            return entry;
        }
    }

    SymbolSearch Search(ModuleId id)
    {
        var lookups = new List<string>();
        var worst = SymbolStatus.NotFound;
        foreach (var source in _sources)
        {
            foreach (var candidate in source.Find(id))
            {
                var status = TryCandidate(id, candidate, out var symbols);
                lookups.Add($"{candidate.Place}: {Words(status)}");
                if (symbols is not null)
                {
                    return new SymbolSearch(symbols, SymbolStatus.Found, candidate.Place, lookups);
                }

                worst = MoreTelling(worst, status);
            }
        }

        return new SymbolSearch(null, worst, null, lookups);
    }

    SymbolStatus TryCandidate(ModuleId id, SymbolCandidate candidate, out SymbolCacheFile? symbols)
    {
        symbols = null;
        if (_cache is null)
        {
            return Convert(candidate, TemporaryPath(), isTemporary: true, ref symbols);
        }

        var path = _cache.CachePath(id, candidate.Identity);
        if (SymbolCacheFile.TryOpen(path, out symbols, _limits) == SymbolCacheError.None)
        {
            return SymbolStatus.Found;
        }

        if (candidate.IsRemote && _cache.Missing(id, candidate.Identity) is { } missing)
        {
            return missing;
        }

        var status = Convert(candidate, path, isTemporary: false, ref symbols);
        if (candidate.IsRemote && status is SymbolStatus.NotFound or SymbolStatus.Denied or SymbolStatus.Malformed)
        {
            _cache.RememberMissing(id, candidate.Identity, status);
        }

        return status;
    }

    SymbolStatus Convert(SymbolCandidate candidate, string path, bool isTemporary, ref SymbolCacheFile? symbols)
    {
        var answer = candidate.Open();
        if (answer.Content is not { } content)
        {
            return answer.Status;
        }

        using (content)
        {
            var error = SymbolCacheWriter.Write(content, path, _limits).Error;
            if (error == SymbolCacheError.Inaccessible && !isTemporary && content.CanSeek)
            {
                // The cache folder is full or may not be written: symbols are worth more than their cache.
                content.Position = 0;
                (path, isTemporary) = (TemporaryPath(), true);
                error = SymbolCacheWriter.Write(content, path, _limits).Error;
            }

            if (error == SymbolCacheError.None)
            {
                error = SymbolCacheFile.TryOpen(path, out symbols, _limits);
            }

            if (isTemporary)
            {
                Remove(path);
            }

            return error switch
            {
                SymbolCacheError.None => SymbolStatus.Found,
                SymbolCacheError.Inaccessible or SymbolCacheError.NotFound => SymbolStatus.Unreachable,
                _ => SymbolStatus.Malformed,
            };
        }
    }

    DateTimeOffset? ExpiryOf(SymbolStatus status) => status switch
    {
        SymbolStatus.Found => null,
        SymbolStatus.TimedOut or SymbolStatus.Unreachable => _time.GetUtcNow() + _limits.FailureExpiry,
        _ => _time.GetUtcNow() + _limits.NotFoundExpiry,
    };

    /// <summary>A file that cannot be read says more than a server that does not answer, and that more than a "no".</summary>
    static SymbolStatus MoreTelling(SymbolStatus left, SymbolStatus right)
    {
        ReadOnlySpan<SymbolStatus> order =
        [
            SymbolStatus.NotFound, SymbolStatus.Unreachable, SymbolStatus.TimedOut, SymbolStatus.Denied,
            SymbolStatus.Malformed,
        ];
        return order.IndexOf(left) >= order.IndexOf(right) ? left : right;
    }

    static string Words(SymbolStatus status) => status switch
    {
        SymbolStatus.Found => "found",
        SymbolStatus.NotFound => "not found",
        SymbolStatus.Malformed => "not a symbol file",
        SymbolStatus.Denied => "denied",
        SymbolStatus.TimedOut => "timed out",
        _ => "unreachable",
    };

    static string TemporaryPath() => Path.Combine(Path.GetTempPath(), "inquest-" + Path.GetRandomFileName());

    static void Remove(string path)
    {
        try
        {
            // On Unix a mapping outlives its file's name.
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a mapped file; its temporary folder is cleared by the system.
        }
    }

    sealed class Entry(ModuleId id)
    {
        public ModuleId Id { get; } = id;

        public Lock Lock { get; } = new();

        public SymbolSearch? Search { get; set; }

        public DateTimeOffset? ExpiresAt { get; set; }
    }
}
