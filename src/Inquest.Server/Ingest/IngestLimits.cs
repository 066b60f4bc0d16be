namespace Inquest.Server.Ingest;

/// <summary>Every bound of ingest that is not one of the wire's own, each with its reason.</summary>
public sealed record IngestLimits
{
    public static IngestLimits Default { get; } = new();

    /// <summary>Keys remembered, known and unknown: a few MiB.</summary>
    public const int RememberedKeysMax = 10_000;

    /// <summary>Bytes of a body that cost about as much as a request does by itself.</summary>
    public const int BytesPerLoad = 32 << 10;

    /// <summary>The longest that a client is told to be silent: it asks again then, and a quota may be larger by that time.</summary>
    public const int QuotaSecondsMax = 3_600;

    /// <summary>Crashes of a project that are looked at in a minute although its quota is used up: a new bug must not go unseen.</summary>
    public const int CrashesOverQuotaPerMinute = 60;

    /// <summary>Patterns in each list of a project's filters, and characters of one: each report is held against all.</summary>
    public const int FiltersMax = 200;

    public const int FilterLengthMax = 300;

    /// <summary>Characters of a header or query that are kept with a record.</summary>
    public const int RecordTextMax = 4_000;

    /// <summary>A request as sent, compressed or not: as a minidump may be.</summary>
    public long RequestBytesMax { get; init; } = 100L << 20;

    /// <summary>From this size on a request takes its share of <see cref="LargeBytesMax"/>.</summary>
    public int LargeRequestBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of large requests and records held in memory at once; other requests wait on their sockets. One of the largest, or many dumps.</summary>
    public long LargeBytesMax { get; init; } = 100L << 20;

    /// <summary>Buffers up to this size are used again, a power of two.</summary>
    public const int PooledBufferBytes = 1 << 20;

    /// <summary>Requests past this number are told to come back: their bodies would not fit into memory.</summary>
    public int RequestsMax { get; init; } = 4_096;
}
