namespace Inquest.Server.Symbols.Serve;

/// <summary>Every bound of serving symbols, each with its reason.</summary>
sealed record SymbolServeLimits
{
    public static SymbolServeLimits Default { get; } = new();

    /// <summary>Symbol files made at once; each takes a core and some hundred megabytes, and ingest needs both too.</summary>
    public int DumpsAtOnce { get; init; } = 1;

    /// <summary>Bytes of made symbol files that are kept; they can be made again.</summary>
    public long MadeBytesMax { get; init; } = 4L << 30;
}
