namespace Inquest.Formats.MachO;

/// <summary>Why bytes are refused as a Mach-O file.</summary>
public enum MachOError
{
    None,
    Empty,
    NotMachO,
    Truncated,

    /// <summary>A universal file that names no architecture, more than can be, or only ones that lie outside the file.</summary>
    NoArchitecture,

    /// <summary>The file has no code of the architecture that was asked for.</summary>
    ArchitectureMissing,

    /// <summary>The file has several architectures and none was asked for.</summary>
    ArchitectureAmbiguous,
}
