namespace Inquest.Symbols.Sources;

/// <summary>A place that may have symbol files. Safe to use from several threads at once.</summary>
public interface ISymbolSource
{
    /// <summary>The places where it would look for a module, best first; a folder that has none may still name them.</summary>
    IReadOnlyList<SymbolCandidate> Find(ModuleId id);
}
