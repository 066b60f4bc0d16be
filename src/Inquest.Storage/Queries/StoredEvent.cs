using Inquest.Reports;

namespace Inquest.Storage.Queries;

/// <summary>One event with its report.</summary>
public sealed record StoredEvent
{
    public long ProjectId { get; init; }

    public long Row { get; init; }

    /// <summary>32 lower-case hex digits.</summary>
    public string EventId { get; init; } = "";

    /// <summary>Null while it is being processed, and when it failed.</summary>
    public long? IssueId { get; init; }

    public long ReceivedAt { get; init; }

    /// <summary><c>stored</c>, <c>processing</c> or <c>failed</c>.</summary>
    public string State { get; init; } = "";

    public string? Failure { get; init; }

    public string Kind { get; init; } = "";

    public string Platform { get; init; } = "";

    public string? Release { get; init; }

    public string? FingerprintKey { get; init; }

    public byte[]? DumpHash { get; init; }

    public long? DumpSize { get; init; }

    /// <summary>Null when no body is kept or it cannot be read.</summary>
    public Report? Report { get; init; }

    public long? Older { get; init; }

    public long? Newer { get; init; }
}
