namespace Inquest.Symbols;

/// <summary>Closed list of what can become of a search for symbols.</summary>
public enum SymbolStatus
{
    Found,
    NotFound,

    /// <summary>There is a file in its place, and it is of another build.</summary>
    WrongId,
    Malformed,
    Denied,
    TimedOut,

    /// <summary>The place could not be asked: no connection, an error of the disk, an answer that says nothing.</summary>
    Unreachable,
}
