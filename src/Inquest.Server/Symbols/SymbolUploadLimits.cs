namespace Inquest.Server.Symbols;

/// <summary>Every bound of symbol uploads, each with its reason.</summary>
public sealed record SymbolUploadLimits
{
    public static SymbolUploadLimits Default { get; } = new();

    /// <summary>Bytes of one file, unpacked. The largest browsers' debug files are about 1.5 GB; offsets of readers have 31 bits.</summary>
    public long FileBytesMax { get; init; } = 2L << 30;

    /// <summary>Bytes that come out of one archive: a release of some hundred libraries.</summary>
    public long ArchiveBytesMax { get; init; } = 16L << 30;

    /// <summary>Files in one archive; the symbols of a whole distribution fit.</summary>
    public int ArchiveFilesMax { get; init; } = 20_000;

    /// <summary>How much larger a file may be than its compressed form once it is over <see cref="RatioFreeBytes"/>. Debug
    /// information shrinks to a third or, in text, to a tenth; zeros shrink to a thousandth.</summary>
    public long RatioMax { get; init; } = 200;

    /// <summary>Unpacked bytes below which any ratio is fine: small files of blanks exist.</summary>
    public long RatioFreeBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of a piece of an upload. A power of two, as clients want it; small enough to be sent again.</summary>
    public int ChunkBytes { get; init; } = 8 << 20;

    /// <summary>Pieces in one request: with those of usual size, <see cref="ChunkRequestBytesMax"/> comes first.</summary>
    public int ChunksPerRequest { get; init; } = 64;

    /// <summary>Bytes of one request with pieces.</summary>
    public int ChunkRequestBytesMax { get; init; } = 32 << 20;

    /// <summary>Pieces of one file: <see cref="FileBytesMax"/> in pieces of 64 KiB.</summary>
    public int ChunksPerFileMax { get; init; } = 32_768;

    /// <summary>Files named in one question about what is missing.</summary>
    public int AssembleFilesMax { get; init; } = 4_096;

    /// <summary>Bytes of such a question: forty digits for each piece.</summary>
    public int AssembleBytesMax { get; init; } = 16 << 20;

    /// <summary>Bytes of pieces that wait for their siblings, of all uploads together. A full disk would stop ingest.</summary>
    public long ChunkStoreBytesMax { get; init; } = 32L << 30;

    /// <summary>How long a piece waits for its siblings: an interrupted build is started again within a day.</summary>
    public TimeSpan ChunkLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a failed or finished assembly is remembered for its client to ask.</summary>
    public TimeSpan AssemblyMemory { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Files put together at once. Each reads and packs at the speed of one core.</summary>
    public int AssembliesAtOnce { get; init; } = 2;

    /// <summary>How long an answer waits for an assembly before it says that it goes on: small files are done at once.</summary>
    public TimeSpan AssemblyPatience { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>Characters of a file's name; what file systems can hold.</summary>
    public int NameLengthMax { get; init; } = 250;

    /// <summary>Bytes of the text fields of a form around a file.</summary>
    public int FormFieldBytesMax { get; init; } = 64 << 10;
}
