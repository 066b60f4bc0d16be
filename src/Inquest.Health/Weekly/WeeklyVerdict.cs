namespace Inquest.Health.Weekly;

/// <summary>One day's judgement, with both numbers: how much it changed, and how often noise alone does that.</summary>
/// <param name="Value">Of the window that ends with the day.</param>
/// <param name="Expected">Trimmed mean of the same windows of the weeks before.</param>
/// <param name="Change">Value over expected, less 1.</param>
/// <param name="Chance">Two-sided p of the change under the noise of the last eight weeks.</param>
/// <param name="WindowDays">Days in the window.</param>
/// <param name="Dispersion">Variance over mean of the daily figures; 1 would be pure counting noise.</param>
/// <param name="IsAlert">Both numbers are past their lines.</param>
public sealed record WeeklyVerdict(double Value, double Expected, double Change, double Chance, int WindowDays, double Dispersion, bool IsAlert);
