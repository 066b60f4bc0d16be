namespace Inquest.Server.Api.Wire;

/// <summary>A token as lists show it: never its text.</summary>
sealed record TokenBody(
    long Id, string Name, string Hint, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
