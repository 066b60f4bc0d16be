using Inquest.Formats;

namespace Inquest.Symbols.Cache;

/// <summary>What became of one conversion.</summary>
/// <param name="SymBytes">Size of the symbol file, decompressed.</param>
/// <param name="CacheBytes">Size of the cache file.</param>
/// <param name="Findings">What was odd in the symbol file, by kind.</param>
public sealed record SymbolCacheResult(
    SymbolCacheError Error, long SymBytes, long CacheBytes, IReadOnlyList<Finding> Findings);
