namespace Inquest.Formats.PortablePdb;

/// <summary>Why bytes are refused as a portable PDB.</summary>
public enum PortablePdbError
{
    None,
    NotPortablePdb,

    /// <summary>The image has no embedded PDB.</summary>
    NotEmbedded,
    Malformed,
}
