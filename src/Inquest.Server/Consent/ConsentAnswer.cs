namespace Inquest.Server.Consent;

/// <summary>What holds for a person.</summary>
/// <param name="State"><c>given</c>, <c>revoked</c> or <c>unknown</c>.</param>
sealed record ConsentAnswer(string State, int? TextVersion, DateTimeOffset? ChangedAt);
