namespace Inquest.Formats.Pdb;

/// <summary>Why bytes are refused as a PDB.</summary>
public enum PdbError
{
    None,
    Empty,

    /// <summary>Not a multi-stream file; portable PDBs of .NET are another format.</summary>
    NotPdb,

    /// <summary>The container of Visual C++ 6 (MSF 2.00), which no tool has written since 2002.</summary>
    OldContainer,

    Truncated,

    /// <summary>Block sizes, counts or the stream directory contradict each other or the file.</summary>
    BadDirectory,

    /// <summary>The stream with the signature is missing or cut.</summary>
    NoInfoStream,
}
