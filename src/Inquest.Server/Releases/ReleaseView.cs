using Inquest.Health.Rates;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>A release with its rates over a window.</summary>
sealed record ReleaseView
{
    public required HealthTotals Totals { get; init; }

    /// <summary>Crash-free sessions, with the state of their sampling.</summary>
    public required SampledRate Sessions { get; init; }

    /// <summary>Crash-free users: people of the window, each once.</summary>
    public required CrashFreeRate Users { get; init; }

    public required CrashFreeRate AnrFreeUsers { get; init; }

    public required CrashFreeRate OomFreeUsers { get; init; }

    /// <summary>Share of the last 24 hours' sessions, and of its users; null without any.</summary>
    public double? SessionAdoption { get; init; }

    public double? UserAdoption { get; init; }

    /// <summary><c>adopted</c>, <c>low_adoption</c> or <c>replaced</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Of the rollout, when there is one.</summary>
    public Rollout? Rollout { get; init; }

    public bool IsDeclared { get; init; }
}
