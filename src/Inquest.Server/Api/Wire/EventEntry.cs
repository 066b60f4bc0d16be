namespace Inquest.Server.Api.Wire;

/// <summary>An event as lists have it.</summary>
sealed record EventEntry(string EventId, DateTimeOffset ReceivedAt, DateTimeOffset Timestamp, string Title, string? Release, string? Environment, bool HasDump, string Url);
