namespace Inquest.Storage.Releases;

/// <summary>What is known of one release (or of one segment of it) over a window.</summary>
public sealed record HealthTotals
{
    public required string Release { get; init; }

    public long FirstHour { get; init; }

    public long LastHour { get; init; }

    public long Sessions { get; init; }

    public long Errored { get; init; }

    public long Unhandled { get; init; }

    public long Abnormal { get; init; }

    public long Crashed { get; init; }

    /// <summary>Crashed sessions that a crash report names, and those that nothing else told of.</summary>
    public long Reported { get; init; }

    public long Unconfirmed { get; init; }

    public long Anr { get; init; }

    public long Oom { get; init; }

    public long Uninitiated { get; init; }

    public long Anonymous { get; init; }

    /// <summary>Crash reports that name no session.</summary>
    public long Loose { get; init; }

    /// <summary>Different people.</summary>
    public long Users { get; init; }

    public long CrashedUsers { get; init; }

    public long AnrUsers { get; init; }

    public long OomUsers { get; init; }

    /// <summary>False when users beyond a million a day were estimated.</summary>
    public bool UsersAreExact { get; init; } = true;
}
