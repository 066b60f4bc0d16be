namespace Inquest.Storage.Queries;

/// <summary>One page of issues.</summary>
public sealed record IssueListResult(IReadOnlyList<IssueSummary> Issues, IssueCursor? Next);
