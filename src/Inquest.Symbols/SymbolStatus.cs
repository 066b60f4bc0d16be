namespace Inquest.Symbols;

/// <summary>Closed list of what can become of a search for symbols.</summary>
public enum SymbolStatus
{
    Found,
    NotFound,
    Malformed,
    Denied,
    TimedOut,
}
