using Inquest.Symbols;

namespace Inquest.Fuzz;

/// <summary>No module has symbols.</summary>
sealed class NoSymbols : ISymbolProvider
{
    public static NoSymbols Instance { get; } = new();

    public SymbolSearch Find(ModuleId id) => new(null, SymbolStatus.NotFound, null, []);
}
