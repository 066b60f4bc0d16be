namespace Inquest.Server.Symbols;

/// <summary>The closed list of reasons to refuse a symbol file.</summary>
public enum SymbolUploadError
{
    None = 0,

    /// <summary>The first line is no <c>MODULE os cpu id name</c>.</summary>
    NoModuleLine,

    /// <summary>The module's name or id cannot be part of a path.</summary>
    UnusableName,
    TooLarge,

    /// <summary>The compressed body is damaged.</summary>
    InvalidCompression,
}
