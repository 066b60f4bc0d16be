namespace Inquest.Server.Api.Wire;

/// <summary>The text of a new token, shown this once.</summary>
sealed record CreatedToken(string Token);
