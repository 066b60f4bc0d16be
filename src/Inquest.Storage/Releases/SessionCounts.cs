namespace Inquest.Storage.Releases;

/// <summary>Sessions that a server has added up before it sent them.</summary>
/// <param name="User">Whose they all are; null for a server's.</param>
/// <param name="Started">Unix milliseconds.</param>
public sealed record SessionCounts(
    long ProjectId, string Release, string Environment, long? User, long Started, long Healthy, long Errored, long Unhandled, long Abnormal, long Crashed,
    string? Sdk = null);
