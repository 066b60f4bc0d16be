namespace Inquest.Symbols.Sources;

/// <summary>One place that may have a module's symbols.</summary>
/// <param name="Place">Path or address, for people.</param>
/// <param name="Identity">Changes when the content may have changed; names the converted file in the cache.</param>
/// <param name="IsRemote">Asking costs a request, so that a "no" is worth remembering on disk.</param>
/// <param name="Open">Gives the content: text, or gzip or zstd of it. Called at most once per search, and blocks.</param>
public sealed record SymbolCandidate(string Place, string Identity, bool IsRemote, Func<SymbolContent> Open);
