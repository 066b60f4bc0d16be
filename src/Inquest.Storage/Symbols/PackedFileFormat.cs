namespace Inquest.Storage.Symbols;

/// <summary>Numbers of the packed form: zstd frames of equal content size, then a seek table that other decoders skip.</summary>
/// <remarks>
/// The table is that of the zstd "seekable format" 0.1.0: a skippable frame of (packed size u32, content size u32) for
/// each frame, then the number of frames u32, a descriptor byte of 0 and the magic number. Any zstd tool unpacks such a file.
/// </remarks>
static class PackedFileFormat
{
    public const uint SkippableMagic = 0x184D2A5E;
    public const uint SeekTableMagic = 0x8F92EAB1;
    public const int SkippableHeaderSize = 8;
    public const int EntrySize = 8;
    public const int FooterSize = 9;

    /// <summary>Content of one frame. Smaller frames make a jump cheaper and the file larger: 1 MiB costs 2 % over one frame.</summary>
    public const int FrameBytes = 1 << 20;
}
