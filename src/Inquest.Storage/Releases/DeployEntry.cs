namespace Inquest.Storage.Releases;

/// <summary>A release that went out to an environment. Times are Unix milliseconds.</summary>
public sealed record DeployEntry(long Id, string Release, string Environment, string? Name, string? Url, long? StartedAt, long FinishedAt);
