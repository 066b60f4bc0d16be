namespace Inquest.Server.Symbols.Serve;

/// <summary>Which file of a module a request is for.</summary>
enum WantedPart
{
    /// <summary>The program or library itself.</summary>
    Executable,

    /// <summary>The file with functions and lines.</summary>
    DebugInfo,

    /// <summary>Either, the debug file first.</summary>
    Any,

    /// <summary>Breakpad's text, made when it is not stored.</summary>
    Breakpad,
    SourceBundle,

    /// <summary>One source file, by its path.</summary>
    Source,

    /// <summary>One section of the ELF file, by its name.</summary>
    Section,

    /// <summary>Whatever has the hash.</summary>
    Content,
}
