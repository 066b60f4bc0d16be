namespace Inquest.Health.Checks;

/// <summary>What a project's sessions look like, for <see cref="HealthCheck"/>.</summary>
public sealed record HealthFacts
{
    public IReadOnlyList<ReleaseFacts> Releases { get; init; } = [];

    /// <summary>Probability with which updates of sessions and crash reports left the clients; null: nobody says.</summary>
    public double? SessionProbability { get; init; }

    public double? CrashProbability { get; init; }

    /// <summary>True when the probabilities were set by a person, and not read from client reports.</summary>
    public bool ProbabilitiesAreSet { get; init; }

    /// <summary>Updates of sessions that were taken, and that were not because of their clock, their age or their form.</summary>
    public long Accepted { get; init; }

    public long InFuture { get; init; }

    public long TooOld { get; init; }

    public long Invalid { get; init; }

    public long TooManyReleases { get; init; }
}
