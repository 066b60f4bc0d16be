using Inquest.Health.Gate;

namespace Inquest.Health.Rates;

/// <summary>Crash-free users as they will read once the reports that wait for the next launch have come. Shown beside the rate, never instead.</summary>
/// <remarks>
/// 1 − Σxₛ / Σ nₛ·F(t−s): Lawless 1994; Kalbfleisch and Lawless 1989. It rests on the delays of the past; no decision does.
/// </remarks>
public static class Nowcast
{
    /// <param name="hours">Users and crashes so far by the hour in which they occurred.</param>
    /// <param name="delays">Share of reports that arrive within 0, 1, 2, … hours; what lies beyond the last has arrived.</param>
    /// <param name="now">The current hour.</param>
    /// <returns>Null without users or without delays to learn from.</returns>
    public static double? CrashFree(IReadOnlyList<HourUsers> hours, IReadOnlyList<double> delays, long now)
    {
        ArgumentNullException.ThrowIfNull(hours);
        ArgumentNullException.ThrowIfNull(delays);
        if (delays.Count == 0)
        {
            return null;
        }

        var (crashed, exposed) = (0.0, 0.0);
        foreach (var hour in hours)
        {
            var age = Math.Max(0, now - hour.Hour);
            crashed += hour.Crashed;
            exposed += hour.Users * (age < delays.Count ? delays[(int)age] : 1);
        }

        return exposed > 0 ? Math.Clamp(1 - (crashed / exposed), 0, 1) : null;
    }
}
