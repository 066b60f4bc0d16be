namespace Inquest.Storage.Events;

/// <summary>An event whose dump has still to be unwound: a row that people see at once, and a job.</summary>
public sealed record PendingEvent
{
    public required long ProjectId { get; init; }

    public required long KeyId { get; init; }

    public required string EventId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The event item's JSON or the form's fields, as the worker wants them back; may be null.</summary>
    public byte[]? RawPacked { get; init; }

    public required byte[] DumpHash { get; init; }

    public required long DumpSize { get; init; }
}
