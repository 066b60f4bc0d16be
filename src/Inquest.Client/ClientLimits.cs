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

    public static ClientLimits Default { get; } = new();
}
