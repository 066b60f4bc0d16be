namespace Inquest.Health.Rollout;

/// <summary>Where a rollout is.</summary>
/// <param name="Step">Index into the plan's steps.</param>
/// <param name="StepSince">When that step began.</param>
public sealed record RolloutState(RolloutPhase Phase, int Step, DateTimeOffset StepSince)
{
    public static RolloutState Start(DateTimeOffset now) => new(RolloutPhase.Advancing, 0, now);
}
