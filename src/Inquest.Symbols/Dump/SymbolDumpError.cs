namespace Inquest.Symbols.Dump;

/// <summary>Why no symbol file can be made.</summary>
public enum SymbolDumpError
{
    None,
    NotElf,

    /// <summary>Neither a build id nor code to derive one from: nothing could ever find the symbols.</summary>
    NoIdentity,

    /// <summary>The debug file is of another build.</summary>
    WrongDebugFile,

    /// <summary>No functions, no public symbols and no unwind information.</summary>
    NothingInside,
}
