namespace Inquest.Reports;

/// <summary>What became of the search for a module's symbols.</summary>
public enum SymbolState
{
    /// <summary>Nobody asked: no frame lies in the module.</summary>
    NotNeeded = 0,
    Found,
    Missing,
    Malformed,
    Denied,
    TimedOut,

    /// <summary>The files in its place are of other builds.</summary>
    WrongId,
}
