namespace Inquest.Formats.Pe;

/// <summary>Why bytes are refused as a PE file.</summary>
public enum PeError
{
    None,
    Empty,

    /// <summary>No DOS header, or no PE header behind it: a DOS program, a 16-bit one, or something else.</summary>
    NotPe,

    Truncated,

    /// <summary>The optional header is neither PE32 nor PE32+.</summary>
    UnknownOptionalHeader,
}
