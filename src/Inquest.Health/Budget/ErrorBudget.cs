using Inquest.Health.Rates;

namespace Inquest.Health.Budget;

/// <summary>What an objective on crash-free users allows, what is spent and when it ends.</summary>
/// <remarks>Beyer et al., "The Site Reliability Workbook" (2018), chapter 5: burn rates over several windows.</remarks>
public sealed class ErrorBudget
{
    readonly double _allowed;
    readonly TimeSpan _window;

    /// <param name="objective">Share of crash-free users, above 0 and below 1.</param>
    /// <param name="window">Over which it holds, e.g. 28 days.</param>
    public ErrorBudget(double objective, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(objective);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(objective, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        _allowed = 1 - objective;
        _window = window;
    }

    /// <summary>Part of the budget that is left: 1 untouched, 0 spent, below 0 overspent; null without users.</summary>
    public double? Left(CrashFreeRate soFar) => soFar.Value is { } rate ? 1 - ((1 - rate) / _allowed) : null;

    public BurnRate Burn(TimeSpan window, CrashFreeRate rate) =>
        new(window, rate.Value is { } value ? (1 - value) / _allowed : null);

    /// <summary>Time until nothing is left if it goes on as in the window of <paramref name="burn"/>; null: it never ends.</summary>
    public TimeSpan? Exhaustion(double left, BurnRate burn) =>
        left <= 0 ? TimeSpan.Zero
        : burn.Rate is { } rate and > 0 && left / rate * _window.TotalDays < TimeSpan.MaxValue.TotalDays ? _window * (left / rate)
        : null;
}
