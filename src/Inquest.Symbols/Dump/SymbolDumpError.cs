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

    /// <summary>No functions, no public symbols and no unwind information.</summary>
    NothingInside,
}
