namespace Inquest.Protocol.Forms;

/// <summary>The closed list of reasons to refuse a minidump upload (§7.1).</summary>
public enum FormError
{
    None = 0,

    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>A form without a boundary, in the header and in the body.</summary>
    NoBoundary,

    /// <summary>More parts, or longer part headers, than are allowed.</summary>
    TooManyParts,

    /// <summary>No <c>upload_file_minidump</c> part.</summary>
    MissingMinidump,

    /// <summary>The file begins with no minidump signature.</summary>
    InvalidMinidump,

    /// <summary>The dump is larger than allowed, packed or unpacked.</summary>
    TooLarge,

    /// <summary>The dump is packed, and the packing is damaged.</summary>
    InvalidCompression,

    /// <summary>Socorro only: annotations both as fields and as the JSON part <c>extra</c>.</summary>
    MixedAnnotations,

    /// <summary>Socorro only: the JSON part <c>extra</c> is no object.</summary>
    BadExtra,

    /// <summary>Unreal only: no container of files.</summary>
    InvalidContainer,
}
