namespace Inquest.Health.Rollout;

/// <param name="Share">Of users who may have the release, above 0 and at most 1.</param>
/// <param name="MinimumTime">To be waited for whatever the evidence says.</param>
/// <param name="MinimumUsers">Users of the release that must have been heard of before the next step.</param>
public sealed record RolloutStep(double Share, TimeSpan MinimumTime, long MinimumUsers);
