namespace Inquest.Symbols.Sources;

/// <summary>The answer of one place.</summary>
/// <param name="Status">Why there is no content, or <see cref="SymbolStatus.Found"/>.</param>
/// <param name="Content">The symbol file; the receiver disposes of it.</param>
public readonly record struct SymbolContent(SymbolStatus Status, Stream? Content)
{
    public static SymbolContent Missing(SymbolStatus status) => new(status, null);
}
