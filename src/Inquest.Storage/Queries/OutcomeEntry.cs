namespace Inquest.Storage.Queries;

/// <summary>How many items of a kind came to one end.</summary>
/// <param name="Category">Kind of item: <c>error</c>, <c>attachment</c>, <c>session</c>…</param>
/// <param name="Outcome">0 accepted, 1 filtered, 2 rate limited, 3 invalid, 4 abuse, 5 client discard, 6 cardinality limited.</param>
public sealed record OutcomeEntry(string Category, int Outcome, string Reason, long Quantity);
