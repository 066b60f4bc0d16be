namespace Inquest.Storage.Queries;

/// <summary>An event as lists have it; times in Unix milliseconds.</summary>
public sealed record EventRow(
    long Row, string EventId, long ReceivedAt, long Timestamp, string Title, string? Release, string? Environment, bool HasDump);
