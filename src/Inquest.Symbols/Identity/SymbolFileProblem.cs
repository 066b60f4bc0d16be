namespace Inquest.Symbols.Identity;

/// <summary>The closed list of reasons why a file cannot be told apart from others.</summary>
public enum SymbolFileProblem
{
    None,
    Empty,

    /// <summary>Its first bytes are those of no known form.</summary>
    UnknownForm,

    /// <summary>It begins as a known form, and its headers cannot be read.</summary>
    Malformed,

    /// <summary>It has no id that a crash could name.</summary>
    NoId,
}
