namespace Inquest.Server.Api.Wire;

/// <summary>RFC 9457: why a request was refused, for machines and people.</summary>
sealed record ProblemBody(string Type, string Title, int Status, string Detail);
