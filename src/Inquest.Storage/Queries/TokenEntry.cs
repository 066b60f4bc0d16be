namespace Inquest.Storage.Queries;

/// <summary>A token of the API, without its secret.</summary>
public sealed record TokenEntry(long Id, string Name, string Hint, string Scopes, long CreatedAt, long? LastUsedAt, long? RevokedAt);
