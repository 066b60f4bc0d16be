namespace Inquest.Symbols.Sources;

/// <summary>The answer of one place.</summary>
/// <param name="Status">Why there is no content, or <see cref="SymbolStatus.Found"/>.</param>
/// <param name="Content">The file; the receiver disposes of it.</param>
/// <param name="Detail">More about a "no", for people.</param>
public readonly record struct SymbolContent(SymbolStatus Status, Stream? Content, string? Detail = null)
{
    public static SymbolContent Missing(SymbolStatus status, string? detail = null) => new(status, null, detail);
}
