namespace Inquest.Health;

/// <summary>Bounds on what one judgement looks at.</summary>
public static class HealthLimits
{
    /// <summary>Segments of one release: more of them only thin each one's share of the evidence.</summary>
    public const int MaxSegments = 1_000;

    /// <summary>Exact user hashes held for one release and day (16 MiB); beyond it the count is an estimate.</summary>
    public const int MaxExactUsers = 1_000_000;

    /// <summary>Steps of one rollout plan.</summary>
    public const int MaxRolloutSteps = 50;
}
