namespace Inquest.Formats.Minidump;

/// <summary>Every way in which bytes can fail to be a minidump. Anything less bad is a <see cref="Finding"/>.</summary>
public enum MinidumpError
{
    /// <summary>The file was opened.</summary>
    None = 0,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The operating system would not let the file be read.</summary>
    Unreadable,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file ends within the 32 bytes of the header.</summary>
    TooShort,

    /// <summary>The first four bytes are neither <c>MDMP</c> nor <c>PMDM</c>.</summary>
    BadSignature,

    /// <summary>The bytes are compressed (gzip, zstd, xz, bzip2 or zip): unpack them first.</summary>
    Compressed,

    /// <summary>The header promises no streams.</summary>
    NoStreams,

    /// <summary>Not one entry of the stream directory lies inside the file.</summary>
    NoDirectory,
}
