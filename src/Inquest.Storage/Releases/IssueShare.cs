namespace Inquest.Storage.Releases;

/// <summary>Crashes of one issue in a release and in its predecessor.</summary>
public sealed record IssueShare(long IssueId, string ShortId, string Title, string? FirstRelease, long Here, long Before);
