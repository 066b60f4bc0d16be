namespace Inquest.Web.Views;

/// <summary>An event that has no issue.</summary>
public sealed record FailedEventRow(
    long Row, string EventId, DateTimeOffset ReceivedAt, string Kind, string Platform, string? Release, bool IsFailed,
    string? Failure, long? DumpSize);
