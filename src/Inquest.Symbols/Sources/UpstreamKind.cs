namespace Inquest.Symbols.Sources;

/// <summary>What a server of symbols understands.</summary>
public enum UpstreamKind
{
    /// <summary><c>app.pdb/ID/app.sym</c>.</summary>
    Breakpad,

    /// <summary><c>buildid/ID/debuginfo</c>: ELF files of distributions.</summary>
    Debuginfod,

    /// <summary>Microsoft's and its like: <c>app.pdb/GUIDage/app.pdb</c>.</summary>
    SymbolServer,

    /// <summary><c>ab/cdef…/debuginfo</c>, as other crash reporters' servers and this one have it.</summary>
    Unified,

    /// <summary>A folder behind a web server or in an object store, of any layout: every path is tried.</summary>
    Folder,
}
