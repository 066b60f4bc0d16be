namespace Inquest.Formats.Elf;

/// <summary>How much of an ELF file is believed.</summary>
public sealed record ElfLimits
{
    public static ElfLimits Default { get; } = new();

    /// <summary>Objects built with -ffunction-sections reach some 300,000; the format allows 2^32.</summary>
    public int SectionCountMax { get; init; } = 1_000_000;

    /// <summary>A core has one segment a mapping, and Linux allows 65,530 mappings unless told otherwise.</summary>
    public int SegmentCountMax { get; init; } = 1_000_000;

    /// <summary>Debug builds of browsers have some 2 million symbols.</summary>
    public int SymbolCountMax { get; init; } = 20_000_000;

    /// <summary>Notes in one segment; a core has about four a thread.</summary>
    public int NoteCountMax { get; init; } = 1_000_000;

    /// <summary>One section after decompression, in bytes; .debug_info of a browser is about 1 GB.</summary>
    public long UncompressedSizeMax { get; init; } = int.MaxValue - 64;

    /// <summary>
    /// How many times larger a large section may get. Debug sections shrink to a third or a fifth; deflate could reach 1030,
    /// and zstd has no bound, which is what a bomb is made of.
    /// </summary>
    public long CompressionRatioMax { get; init; } = 64;

    /// <summary>Bytes that any section may inflate to, however small it is: tables of zeros are met.</summary>
    public long UncompressedSizeFree { get; init; } = 16 << 20;

    /// <summary>The symbol table inside .gnu_debugdata, in bytes; that of a browser has some 30 MB.</summary>
    public int MiniDebugInfoSizeMax { get; init; } = 256 << 20;

    /// <summary>Longest name taken from a string table, in bytes; mangled names of templates reach 100 KB.</summary>
    public int NameLengthMax { get; init; } = 1 << 20;

    /// <summary>What a section of so many bytes may inflate to.</summary>
    public long UncompressedSizeOf(long packedSize) =>
        Math.Min(UncompressedSizeMax, Math.Max(UncompressedSizeFree, packedSize * CompressionRatioMax));
}
