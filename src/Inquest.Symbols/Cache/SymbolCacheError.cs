namespace Inquest.Symbols.Cache;

/// <summary>Closed list of why a symbol cache file cannot be made or opened.</summary>
public enum SymbolCacheError
{
    None,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The file may not be read or written, or the disk failed.</summary>
    Inaccessible,

    /// <summary>The input has no record of a symbol file.</summary>
    NotASymbolFile,

    /// <summary>The compressed input is damaged.</summary>
    BadCompression,

    /// <summary>The input or its cache would be larger than the limit.</summary>
    TooLarge,

    /// <summary>The cache file was written by another version.</summary>
    OtherVersion,

    /// <summary>The cache file is cut or damaged.</summary>
    Damaged,
}
