namespace Inquest.Symbols;

/// <summary>Every bound of this module, each with its reason.</summary>
public sealed record SymbolLimits
{
    public static SymbolLimits Default { get; } = new();

    /// <summary>Bytes of one symbol file, decompressed. The largest browsers' are about 1.5 GB; offsets in the cache have 32 bits.</summary>
    public long SymBytesMax { get; init; } = 2L << 30;

    /// <summary>Bytes of one conversion step. It fits in a second-level cache together with what is made of it.</summary>
    public int ChunkBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one function with its lines. A step grows to this before it is cut at any line; the largest seen
    /// is 3 MB, a generated interpreter loop.</summary>
    public int ChunkBytesMax { get; init; } = 64 << 20;

    /// <summary>Threads of one conversion. More than two gain little: they wait for each other's reads.</summary>
    public int ConversionThreads { get; init; } = 2;

    /// <summary>Bytes of INFO records kept. The known ones take less than 200.</summary>
    public int InfoBytesMax { get; init; } = 64 << 10;

    /// <summary>Malformed lines kept with their number; all are counted.</summary>
    public int ProblemLinesMax { get; init; } = 16;

    /// <summary>Inlined calls at one address. Compilers stop far below; the bound keeps a hostile file from a long answer.</summary>
    public int InlineDepthMax { get; init; } = 1024;

    /// <summary>Modules remembered, found or not. A busy desktop process loads 400; an open file costs a mapping.</summary>
    public int RememberedModulesMax { get; init; } = 2048;

    /// <summary>How long a module that no place has is not asked for again.</summary>
    public TimeSpan NotFoundExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a place that did not answer is left alone. Outages are shorter than missing uploads.</summary>
    public TimeSpan FailureExpiry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time for one download, first byte to last: 300 MB over a slow office line.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time until a server begins to answer. A dump waits for it once per module.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of one download as sent, compressed or not.</summary>
    public long DownloadBytesMax { get; init; } = 1L << 30;

    /// <summary>Failures one after the other after which a server is left alone for <see cref="FailureExpiry"/>.</summary>
    public int UpstreamFailuresMax { get; init; } = 3;

    /// <summary>Redirects followed; stores need one.</summary>
    public int RedirectsMax { get; init; } = 3;

    /// <summary>Files looked at below one folder. Each costs a read of its headers, 20 µs; a desktop's /usr/lib has 15,000.</summary>
    public int IndexFilesMax { get; init; } = 50_000;

    /// <summary>Folders looked at below one folder.</summary>
    public int IndexFoldersMax { get; init; } = 10_000;

    /// <summary>Folders below folders; build trees are the deepest, at about 10.</summary>
    public int IndexDepthMax { get; init; } = 16;

    /// <summary>Up to so many folders are asked for changes at every search, which takes microseconds.</summary>
    public int FoldersCheckedAlways { get; init; } = 16;

    /// <summary>How long an index of more folders is taken for current.</summary>
    public TimeSpan IndexRecheck { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of one binary or debug file. Browsers with full debug information have 4 GB and more.</summary>
    public long ObjectBytesMax { get; init; } = 16L << 30;

    /// <summary>Bytes of all converted files kept on a disk; the ones that were not used for longest go first.</summary>
    public long CacheFolderBytesMax { get; init; } = 8L << 30;

    /// <summary>How often one process looks at the size of the folder, which takes a listing of it.</summary>
    public TimeSpan CacheTrimInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Uses closer together than this are one use: each costs a write.</summary>
    public TimeSpan CacheTouchInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Other builds named when the wanted one is missing: enough to see the mistake.</summary>
    public const int OtherBuildsNamedMax = 3;

    /// <summary>A module's name comes out of a dump. The longest that common file systems can hold is 255 bytes.</summary>
    public const int FileNameLengthMax = 255 - 4;

    public const int IdLengthMax = 64;

    /// <summary>Offsets have 32 bits.</summary>
    public const long CacheBytesMax = uint.MaxValue;
}
