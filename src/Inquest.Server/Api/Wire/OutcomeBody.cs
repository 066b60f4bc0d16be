namespace Inquest.Server.Api.Wire;

/// <summary>How many items of a category left the ledger in this way.</summary>
sealed record OutcomeBody(string Category, string Outcome, string Reason, long Quantity);
