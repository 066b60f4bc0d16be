namespace Inquest.Symbols;

/// <summary>The outcome of one search for symbols.</summary>
/// <param name="Symbols">The symbols, or null.</param>
/// <param name="Status">Why they are null, or <see cref="SymbolStatus.Found"/>.</param>
/// <param name="Source">The place that had them, for people; of several the one that names functions.</param>
/// <param name="Lookups">Every place that was asked with its answer.</param>
public sealed record SymbolSearch(
    IModuleSymbols? Symbols, SymbolStatus Status, string? Source, IReadOnlyList<SymbolLookup> Lookups)
{
    /// <summary>What is still missing of a module whose symbols were found.</summary>
    public IReadOnlyList<SymbolGap> Gaps { get; init; } = [];

    /// <summary><see cref="Gaps"/> in words: <c>no line numbers</c>.</summary>
    public static string Words(SymbolGap gap) => gap switch
    {
        SymbolGap.Functions => "exported names only",
        SymbolGap.Lines => "no line numbers",
        _ => "no unwind information",
    };
}
