namespace Inquest.Symbols.Sources;

/// <summary>One place that may have a file of a module.</summary>
/// <param name="Place">Path or address, for people.</param>
/// <param name="Identity">Changes when the content may have changed; names the converted file in the cache.</param>
/// <param name="IsRemote">Asking costs a request, so that a "no" is worth remembering on disk.</param>
/// <param name="Open">
/// Gives the content: symbol text, a binary or a debug file, as it is or packed with gzip or zstd. Called at most once per
/// search, and blocks.
/// </param>
public sealed record SymbolCandidate(string Place, string Identity, bool IsRemote, Func<SymbolContent> Open)
{
    /// <summary>A debug file that has no id of its own and was found by the name and checksum that the binary gives.</summary>
    public string? DebugFile { get; init; }
}
