using System.Text.Json;

namespace Inquest.Server.Api.Wire;

sealed record EventBody
{
    /// <summary>32 lower-case hex digits.</summary>
    public required string EventId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary><c>processing</c>, <c>stored</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public long? IssueId { get; init; }

    public string? IssueUrl { get; init; }

    public string? Fingerprint { get; init; }

    public long? DumpSize { get; init; }

    /// <summary>The stored report: threads, frames, modules, tags, ….</summary>
    public JsonElement? Report { get; init; }
}
