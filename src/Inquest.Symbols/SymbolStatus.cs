namespace Inquest.Symbols;

/// <summary>Closed list of what can become of a search for symbols.</summary>
public enum SymbolStatus
{
    Found,
    NotFound,
    Malformed,
    Denied,
    TimedOut,

    /// <summary>The place could not be asked: no connection, an error of the disk, an answer that says nothing.</summary>
    Unreachable,
}
