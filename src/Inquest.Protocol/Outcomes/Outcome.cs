namespace Inquest.Protocol.Outcomes;

/// <summary>One row for the ledger: so much of a category became this, for that reason.</summary>
/// <param name="Reason">A word of <see cref="OutcomeReason"/>, a client's own word, or null for accepted data.</param>
public readonly record struct Outcome(OutcomeKind Kind, DataCategory Category, string? Reason = null, long Quantity = 1);
