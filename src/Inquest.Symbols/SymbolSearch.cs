namespace Inquest.Symbols;

/// <summary>The outcome of one search for symbols.</summary>
/// <param name="Symbols">The symbols, or null.</param>
/// <param name="Status">Why they are null, or <see cref="SymbolStatus.Found"/>.</param>
/// <param name="Source">The place that had them, for people.</param>
/// <param name="Lookups">Every place that was asked with its answer, for people.</param>
public sealed record SymbolSearch(
    IModuleSymbols? Symbols, SymbolStatus Status, string? Source, IReadOnlyList<string> Lookups);
