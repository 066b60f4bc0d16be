namespace Inquest.Health.Budget;

/// <summary>How fast an error budget is spent: 1 spends it exactly over the objective's window.</summary>
/// <param name="Window">Looked at: an hour, six hours, three days.</param>
/// <param name="Rate">Crash rate in it over the rate that the objective allows; null without users.</param>
public readonly record struct BurnRate(TimeSpan Window, double? Rate);
