namespace Inquest.Server.Api.Wire;

/// <summary>One choice.</summary>
sealed record ConsentChangeBody(string State, int TextVersion, DateTimeOffset ChangedAt, DateTimeOffset ReceivedAt);
