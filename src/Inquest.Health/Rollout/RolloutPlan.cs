namespace Inquest.Health.Rollout;

/// <summary>The steps of a staged rollout, as data.</summary>
public sealed class RolloutPlan
{
    /// <param name="steps">From the smallest share to the largest; the last is usually 1.</param>
    /// <exception cref="ArgumentException">No steps, too many, or shares that do not grow within 0…1.</exception>
    public RolloutPlan(IReadOnlyList<RolloutStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count is 0 or > HealthLimits.MaxRolloutSteps)
        {
            throw new ArgumentException($"A plan has 1 to {HealthLimits.MaxRolloutSteps} steps.", nameof(steps));
        }

        var previous = 0.0;
        foreach (var step in steps)
        {
            if (!(step.Share > previous) || step.Share > 1 || step.MinimumTime < TimeSpan.Zero || step.MinimumUsers < 0)
            {
                throw new ArgumentException("Shares grow from above 0 to at most 1; times and users are not negative.", nameof(steps));
            }

            previous = step.Share;
        }

        Steps = steps;
    }

    public IReadOnlyList<RolloutStep> Steps { get; }

    /// <summary>1 → 5 → 20 → 50 → 100 %, four hours and a thousand users at least for each.</summary>
    public static RolloutPlan Default { get; } = new(
        [.. new[] { .01, .05, .2, .5, 1 }.Select(share => new RolloutStep(share, TimeSpan.FromHours(4), 1000))]);
}
