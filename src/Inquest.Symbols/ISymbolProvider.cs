namespace Inquest.Symbols;

/// <summary>Finds the symbols of modules, in folders, servers or a store. Remembers both hits and misses.</summary>
public interface ISymbolProvider
{
    SymbolSearch Find(ModuleId id);
}
