namespace Inquest.Server.Api.Wire;

/// <summary>A project; <see cref="Dsn"/> is its first enabled key's.</summary>
sealed record ProjectBody(long Id, string Slug, string Name, string? Platform, string? Dsn, bool HasEvents);
