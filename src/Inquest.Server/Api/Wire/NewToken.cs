namespace Inquest.Server.Api.Wire;

sealed record NewToken(string? Name, IReadOnlyList<string>? Scopes);
