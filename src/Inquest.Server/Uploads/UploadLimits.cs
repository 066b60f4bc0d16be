namespace Inquest.Server.Uploads;

/// <summary>Every bound of uploads through signed addresses, each with its reason.</summary>
public sealed record UploadLimits
{
    public static UploadLimits Default { get; } = new();

    /// <summary>Bytes of a request for an address: a release, hashes, the frames of a stack's top.</summary>
    public const int RequestBytesMax = 16 << 10;

    /// <summary>Characters of a fingerprint, release or platform that are kept.</summary>
    public const int TextMax = 200;

    /// <summary>Copies counted by one request: more than any client keeps.</summary>
    public const int CopiesPerRequestMax = 1_000;

    /// <summary>Users' fingerprints remembered; past it the oldest are forgotten and their users may upload again.</summary>
    public const int RememberedRepeatsMax = 200_000;

    /// <summary>Callers whose requests are counted; past it counting begins afresh.</summary>
    public const int RememberedCallersMax = 100_000;

    /// <summary>Bytes copied at once from a request to disk.</summary>
    public const int CopyBufferBytes = 64 << 10;

    /// <summary>log2 of the largest zstd window that is taken: 8 MiB of memory for each upload.</summary>
    public const int ZstdWindowLogMax = 23;

    /// <summary>Copies made into events in one transaction.</summary>
    public const int CopiesPerBatchMax = 500;

    /// <summary>Bytes of one dump: what the protocol promises for this way.</summary>
    public long DumpBytesMax { get; init; } = 2L << 30;

    /// <summary>Bytes of an uploaded event without a dump, and of the event beside one.</summary>
    public int EventBytesMax { get; init; } = 1 << 20;

    /// <summary>Bytes on disk of uploads that nobody has confirmed; past it clients are told to come back.</summary>
    public long UnconfirmedBytesMax { get; init; } = 16L << 30;

    /// <summary>How long an address is good for.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one secret signs.</summary>
    public TimeSpan SecretRotation { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an upload waits to be confirmed or gone on with.</summary>
    public TimeSpan UnconfirmedLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Uploads of one user's fingerprint within <see cref="RepeatWindow"/>; more are counted and not taken.</summary>
    public int UploadsPerFingerprint { get; init; } = 3;

    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an address that was given out and not used counts against the user.</summary>
    public TimeSpan ReservationLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Requests of one user in a minute; nobody crashes this often.</summary>
    public int RequestsPerUserMinute { get; init; } = 300;

    /// <summary>Requests from one network address in a minute: a large office behind one router.</summary>
    public int RequestsPerAddressMinute { get; init; } = 6_000;
}
