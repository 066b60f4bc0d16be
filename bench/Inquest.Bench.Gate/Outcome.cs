namespace Inquest.Bench.Gate;

/// <param name="HaltedAfter">Users of the release before the halt; null: never halted.</param>
/// <param name="AdvancedAfter">Users before the evidence for "good enough"; null: never.</param>
readonly record struct Outcome(long? HaltedAfter, long? AdvancedAfter);
