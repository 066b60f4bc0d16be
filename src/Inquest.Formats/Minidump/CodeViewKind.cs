namespace Inquest.Formats.Minidump;

/// <summary>Which record ties a module to its debug information.</summary>
public enum CodeViewKind
{
    None = 0,

    /// <summary><c>RSDS</c>: GUID, age and PDB path; Mach-O UUIDs and older Breakpad's ELF ids use it as well.</summary>
    Pdb70,

    /// <summary><c>NB10</c>: 32-bit signature, age and PDB path (Visual C++ 6).</summary>
    Pdb20,

    /// <summary><c>BpEL</c>: the ELF build id (Breakpad, Crashpad).</summary>
    ElfBuildId,

    /// <summary><c>NB09</c>, <c>NB11</c> and others: debug information inside the image itself.</summary>
    Embedded,

    /// <summary>Bytes that begin with no signature known here.</summary>
    Unknown,
}
