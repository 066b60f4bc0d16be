namespace Inquest.Formats.Minidump;

/// <summary>MINIDUMP_HEADER (minidumpapiset.h): 32 bytes at the start of the file.</summary>
/// <param name="Version">Low word of the version: 0xA793.</param>
/// <param name="ImplementationVersion">High word: dbghelp's own version, zero from every other writer.</param>
/// <param name="NumberOfStreams">As promised; <see cref="MinidumpFile.Directory"/> holds what is there.</param>
/// <param name="StreamDirectoryRva">Offset of the directory.</param>
/// <param name="CheckSum">Zero from every known writer.</param>
/// <param name="TimeDateStamp">Seconds since 1970 at which the dump was written, or zero.</param>
/// <param name="Flags">MINIDUMP_TYPE bits.</param>
public readonly record struct MinidumpHeader(
    ushort Version,
    ushort ImplementationVersion,
    uint NumberOfStreams,
    uint StreamDirectoryRva,
    uint CheckSum,
    uint TimeDateStamp,
    ulong Flags)
{
    /// <summary>Bytes of the header on disk.</summary>
    public const int SizeOnDisk = 32;

    internal const ushort KnownVersion = 0xA793;
}
