namespace Inquest.Storage.Releases;

/// <summary>A staged rollout as it is stored. Times are Unix milliseconds.</summary>
public sealed record Rollout
{
    public long Id { get; init; }

    public required long ProjectId { get; init; }

    public required string Release { get; init; }

    public required string Environment { get; init; }

    public string? Baseline { get; init; }

    /// <summary>Plan and rule as they were when it began.</summary>
    public required string SettingsJson { get; init; }

    public string? WeightsJson { get; init; }

    /// <summary><c>advancing</c>, <c>waiting</c>, <c>halted</c>, <c>overridden</c> or <c>complete</c>.</summary>
    public required string Phase { get; init; }

    public int Step { get; init; }

    public long StepSince { get; init; }

    public long StartedAt { get; init; }

    /// <summary>Strongest evidence ever seen, ln E.</summary>
    public double Highest { get; init; }
}
