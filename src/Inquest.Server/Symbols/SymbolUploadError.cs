namespace Inquest.Server.Symbols;

/// <summary>The closed list of reasons to refuse a symbol file.</summary>
public enum SymbolUploadError
{
    None = 0,
    Empty,

    /// <summary>The first bytes are those of no form that is known here.</summary>
    UnknownForm,

    /// <summary>It begins as a known form, and its headers cannot be read.</summary>
    Malformed,

    /// <summary>It has no id that a crash could name.</summary>
    NoId,

    /// <summary>The file's or its module's name cannot be the name of a file, or leads out of its archive.</summary>
    UnusableName,
    TooLarge,

    /// <summary>A little of the file unpacks to a lot.</summary>
    SuspiciousCompression,

    /// <summary>The compressed body or archive is damaged.</summary>
    InvalidCompression,

    /// <summary>The id inside of the file is not the one that the upload named.</summary>
    WrongId,

    /// <summary>The bytes have another hash than the upload named.</summary>
    WrongHash,

    /// <summary>An archive has more files than are looked at.</summary>
    TooManyFiles,

    /// <summary>An archive without a file.</summary>
    EmptyArchive,
}
