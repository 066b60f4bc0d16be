namespace Inquest.Client;

/// <summary>Bounds on what a client keeps on somebody's disk and sends over their line.</summary>
public sealed record ClientLimits
{
    /// <summary>Older reports are dropped: symbols of that time are usually gone, and nobody works on it.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Reports that wait; the oldest goes first.</summary>
    public int MaxReports { get; init; } = 50;

    /// <summary>Bytes of all reports that wait; the oldest goes first, the newest always stays.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of a report's event: what a server takes of one event.</summary>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>Failures of one launch, over all its reports, before the rest waits for the next launch.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>First wait after a failure; each further one doubles it.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that we choose ourselves.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait that a server's answer makes us sit through; beyond it the report waits for the next launch.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For one request without any progress of the bytes, and for its answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Uploads of one fingerprint in <see cref="DedupWindow"/>; more are counted and not sent.</summary>
    public int MaxUploadsPerFingerprint { get; init; } = 3;

    public TimeSpan DedupWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Fingerprints that are remembered; the least recent is forgotten first.</summary>
    public int MaxFingerprints { get; init; } = 1000;

    /// <summary>Handled errors in memory that the network is behind with; the oldest goes first.</summary>
    public int MaxQueuedReports { get; init; } = 100;

    /// <summary>Handled errors on disk while the server cannot be reached; the oldest goes first.</summary>
    public int MaxOfflineReports { get; init; } = 100;

    /// <summary>Frames of one exception; the middle is left out beyond it. What the server keeps.</summary>
    public int MaxFrames { get; init; } = 250;

    /// <summary>Exceptions of a chain or tree.</summary>
    public int MaxExceptions { get; init; } = 50;

    /// <summary>Threads that a crash lists.</summary>
    public int MaxThreads { get; init; } = 256;

    /// <summary>Characters of a message, an exception's text or a value.</summary>
    public int MaxTextLength { get; init; } = 8192;

    /// <summary>Characters of a tag's key and of its value.</summary>
    public int MaxTagLength { get; init; } = 200;

    /// <summary>Entries of tags, extra values or one context.</summary>
    public int MaxEntries { get; init; } = 200;

    /// <summary>Runs that ended without a word and whose sessions are told at one start.</summary>
    public int MaxDeadRuns { get; init; } = 100;

    public static ClientLimits Default { get; } = new();
}
