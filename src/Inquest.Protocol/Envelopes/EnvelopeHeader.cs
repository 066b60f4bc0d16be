namespace Inquest.Protocol.Envelopes;

/// <summary>The first line of an envelope.</summary>
public sealed record EnvelopeHeader
{
    /// <summary>32 lower-case hex digits, or null when absent or unreadable.</summary>
    public string? EventId { get; init; }

    public string? Dsn { get; init; }

    public string? SdkName { get; init; }

    public string? SdkVersion { get; init; }

    /// <summary>The client's clock at sending; null when it did not say (native).</summary>
    public DateTimeOffset? SentAt { get; init; }
}
