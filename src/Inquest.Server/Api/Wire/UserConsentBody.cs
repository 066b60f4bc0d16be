namespace Inquest.Server.Api.Wire;

/// <summary>What holds for a person and what they chose before.</summary>
/// <param name="State"><c>given</c>, <c>revoked</c> or <c>unknown</c>.</param>
sealed record UserConsentBody(string State, IReadOnlyList<ConsentChangeBody> History);
