namespace Inquest.Health.Gate;

/// <summary>All that a judgement looks at; the same evidence gives the same decision for ever.</summary>
public sealed record GateEvidence
{
    /// <summary>All users. Empty: nothing has been heard yet.</summary>
    public required IReadOnlyList<ReportBin> Bins { get; init; }

    public IReadOnlyList<SegmentBins> Segments { get; init; } = [];

    /// <summary>
    /// The predecessor's share of crashing users over a long window, above 0 and below 1; null: there is no baseline. A predecessor without a single
    /// crash is (0 + ½)/(n + 1), not 0.
    /// </summary>
    public double? BaselineCrashRate { get; init; }

    /// <summary>Age of the release.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Highest ln E for "worse" that was ever seen. Evidence that once was there does not go away by waiting.</summary>
    public double HighestLogEvidence { get; init; } = double.NegativeInfinity;
}
