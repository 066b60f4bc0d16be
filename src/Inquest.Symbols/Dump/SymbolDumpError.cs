namespace Inquest.Symbols.Dump;

/// <summary>Why no symbol file can be made.</summary>
public enum SymbolDumpError
{
    None,

    /// <summary>No format that is known.</summary>
    UnknownFormat,

    /// <summary>The first bytes name a format, but the file is cut or damaged beyond reading.</summary>
    Malformed,

    /// <summary>Neither a build id nor code to derive one from: nothing could ever find the symbols.</summary>
    NoIdentity,

    /// <summary>The debug file is of another build.</summary>
    WrongDebugFile,

    /// <summary>A universal file without the architecture or the id that was asked for.</summary>
    ArchitectureMissing,

    /// <summary>A universal file, and nothing says which of its architectures is meant.</summary>
    ArchitectureAmbiguous,

    /// <summary>No functions, no public symbols and no unwind information.</summary>
    NothingInside,
}
