namespace Inquest.Web.Views;

/// <summary>A token for tools.</summary>
public sealed record TokenRow(
    long Id, string Name, string Hint, string Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
