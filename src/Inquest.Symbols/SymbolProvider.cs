using Inquest.Symbols.Cache;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols;

/// <summary>Asks sources in order, converts what they have and keeps the result open. Safe to use from several threads.</summary>
/// <remarks>
/// Each module is searched for once, however many threads ask; a module that was not found is searched for again after
/// an expiry or after <see cref="Forget(ModuleId)"/>. The least recently used modules are dropped when there are too many: their
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

    /// <summary>As <see cref="Forget(ModuleId)"/>, of every module with one of these ids, whatever names it was asked for by.</summary>
    /// <param name="debugId">Breakpad form, or empty.</param>
    /// <param name="codeId">Lower-case hex, or empty.</param>
    public void Forget(string debugId, string codeId)
    {
        ArgumentNullException.ThrowIfNull(debugId);
        ArgumentNullException.ThrowIfNull(codeId);
        List<ModuleId> ids = [new ModuleId("", debugId, "", codeId)];
        lock (_lock)
        {
            ids.AddRange(_entries.Keys.Where(id =>
                (debugId.Length > 0 && id.DebugId.Equals(debugId, StringComparison.OrdinalIgnoreCase))
                || (codeId.Length > 0 && id.CodeId.Equals(codeId, StringComparison.OrdinalIgnoreCase))));
        }

        ids.ForEach(Forget);
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

    /// <summary>Takes what the sources have until nothing is missing: code's unwind tables may lie in another file than its lines.</summary>
    SymbolSearch Search(ModuleId id)
    {
        var lookups = new List<SymbolLookup>();
        var parts = new List<SymbolCacheFile>();
        var worst = SymbolStatus.NotFound;
        string? source = null;
        foreach (var candidate in _sources.SelectMany(each => each.Find(id)))
        {
            var status = TryCandidate(id, candidate, out var symbols, out var detail);
            if (symbols is not null)
            {
                detail = string.Join(", ", GapsOf([symbols]).Select(SymbolSearch.Words));
                source = source is null || (symbols.HasFunctions && !parts.Exists(static part => part.HasFunctions)) ? candidate.Place : source;
                parts.Add(symbols);
            }

            lookups.Add(new SymbolLookup(candidate.Place, status, detail));
            worst = MoreTelling(worst, status);
            if (parts.Count > 0 && GapsOf(parts).Count == 0)
            {
                break;
            }
        }

        return parts.Count == 0
            ? new SymbolSearch(null, worst, null, lookups)
            : new SymbolSearch(
                parts.Count == 1 ? parts[0] : new MergedSymbols([.. parts.OrderByDescending(static part => part.HasFunctions)]),
                SymbolStatus.Found, source, lookups)
            {
                Gaps = GapsOf(parts),
            };
    }

    static List<SymbolGap> GapsOf(IReadOnlyList<SymbolCacheFile> parts)
    {
        var gaps = new List<SymbolGap>();
        if (!parts.Any(static part => part.HasFunctions))
        {
            gaps.Add(SymbolGap.Functions);
        }

        if (!parts.Any(static part => part.HasLines))
        {
            gaps.Add(SymbolGap.Lines);
        }

        if (!parts.Any(static part => part.HasUnwindInfo))
        {
            gaps.Add(SymbolGap.UnwindInfo);
        }

        return gaps;
    }

    SymbolStatus TryCandidate(ModuleId id, SymbolCandidate candidate, out SymbolCacheFile? symbols, out string detail)
    {
        symbols = null;
        detail = "";
        var status = SymbolStatus.Found;
        if (_cache is null)
        {
            status = Convert(id, candidate, TemporaryPath(), isTemporary: true, ref symbols, ref detail);
        }
        else
        {
            var path = _cache.CachePath(id, candidate.Identity);
            if (SymbolCacheFile.TryOpen(path, out symbols, _limits) == SymbolCacheError.None)
            {
                _cache.Touch(path);
            }
            else if (candidate.IsRemote && _cache.Missing(id, candidate.Identity) is { } missing)
            {
                return missing;
            }
            else
            {
                status = Convert(id, candidate, path, isTemporary: false, ref symbols, ref detail);
                if (candidate.IsRemote && status is SymbolStatus.NotFound or SymbolStatus.Denied or SymbolStatus.Malformed or SymbolStatus.WrongId)
                {
                    _cache.RememberMissing(id, candidate.Identity, status);
                }
            }
        }

        if (symbols is not null && CandidateConversion.OtherIdOf(symbols, id) is { } other)
        {
            symbols = null;
            detail = "it has " + other;
            return SymbolStatus.WrongId;
        }

        return status;
    }

    SymbolStatus Convert(
        ModuleId id, SymbolCandidate candidate, string path, bool isTemporary, ref SymbolCacheFile? symbols, ref string detail)
    {
        var answer = candidate.Open();
        if (answer.Content is not { } content)
        {
            detail = answer.Detail ?? "";
            return answer.Status;
        }

        using (content)
        {
            var status = CandidateConversion.Write(id, content, candidate, path, _limits, out detail, out var isDiskAtFault);
            if (isDiskAtFault && !isTemporary && content.CanSeek)
            {
                // The cache folder is full or may not be written: symbols are worth more than their cache.
                content.Position = 0;
                (path, isTemporary) = (TemporaryPath(), true);
                status = CandidateConversion.Write(id, content, candidate, path, _limits, out detail, out _);
            }

            if (status == SymbolStatus.Found && SymbolCacheFile.TryOpen(path, out symbols, _limits) != SymbolCacheError.None)
            {
                status = SymbolStatus.Unreachable;
            }

            if (isTemporary)
            {
                Remove(path);
            }
            else if (status == SymbolStatus.Found)
            {
                _cache!.Trim();
            }

            return status;
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
            SymbolStatus.WrongId, SymbolStatus.Malformed, SymbolStatus.Found,
        ];
        return order.IndexOf(left) >= order.IndexOf(right) ? left : right;
    }

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
