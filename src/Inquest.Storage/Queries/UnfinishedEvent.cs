namespace Inquest.Storage.Queries;

/// <summary>An event without an issue.</summary>
public sealed record UnfinishedEvent(
    long Row, string EventId, long ReceivedAt, string Kind, string Platform, string? Release, string State, string? Failure, long? DumpSize);
