namespace Inquest.Symbols.Sources;

/// <summary>A place that may have files of modules. Safe to use from several threads at once.</summary>
public interface ISymbolSource
{
    /// <summary>
    /// The files that it has or may have of a module, best first; a place that has none names where it looked. Taken one by
    /// one until nothing is missing, so that what costs time comes late.
    /// </summary>
    IEnumerable<SymbolCandidate> Find(ModuleId id);
}
