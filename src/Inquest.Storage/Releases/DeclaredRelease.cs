namespace Inquest.Storage.Releases;

/// <summary>A release as build servers and clients have made it. Times are Unix milliseconds.</summary>
public sealed record DeclaredRelease(
    string Version, long FirstSeen, long LastSeen, long Events, long? DeclaredAt, long? ReleasedAt, string? Url, long? ArchivedAt, long NewIssues);
