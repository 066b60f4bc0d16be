namespace Inquest.Server.Api.Wire;

sealed record KeyBody(long Id, string PublicKey, string Label, bool Enabled, string Dsn, DateTimeOffset CreatedAt);
