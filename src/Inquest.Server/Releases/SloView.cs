using Inquest.Health.Budget;
using Inquest.Health.Rates;

namespace Inquest.Server.Releases;

/// <summary>A project's objective, what of its budget is left and what spent it.</summary>
sealed record SloView
{
    public required double Objective { get; init; }

    public required int Days { get; init; }

    /// <summary>People and days: each person counts once a day.</summary>
    public required CrashFreeRate Rate { get; init; }

    public double? Left { get; init; }

    public required IReadOnlyList<BurnRate> Burns { get; init; }

    public TimeSpan? Exhaustion { get; init; }

    public required IReadOnlyList<SloSpending> Releases { get; init; }

    public required IReadOnlyList<SloSpending> Segments { get; init; }

    public required IReadOnlyList<SloSpending> Issues { get; init; }
}

/// <summary>A part of what was spent.</summary>
/// <param name="Crashes">Days of people with a crash; of an issue, crashes.</param>
/// <param name="Share">Of all.</param>
/// <param name="IssueId">For a link; 0 for what is no issue.</param>
sealed record SloSpending(string Name, long Crashes, double Share, long IssueId = 0);
