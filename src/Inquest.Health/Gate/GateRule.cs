namespace Inquest.Health.Gate;

/// <summary>What a project asks of a release. Fixed before the rollout starts: a rule that is changed while looking has no guarantee.</summary>
public sealed record GateRule
{
    /// <summary>Highest probability that a release no worse than its predecessor is ever halted. HALT at evidence 1/α.</summary>
    public double Alpha { get; init; } = .01;

    /// <summary>Evidence at which a rollout no longer advances by itself: 1 in this many good releases is held.</summary>
    public double HoldEvidence { get; init; } = 20;

    /// <summary>Evidence for "good enough" at which it advances.</summary>
    public double AdvanceEvidence { get; init; } = 20;

    /// <summary>How much lower the share of crash-free users may be than the predecessor's and still count as good enough.</summary>
    public double Margin { get; init; } = .0015;

    /// <summary>Part of the stake that lies on all users together; the rest is shared by the segments.</summary>
    public double WholeWeight { get; init; } = .5;

    /// <summary>Age after which a rollout without enough evidence waits for a person.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromDays(7);

    public IReadOnlyList<RateRatio> Worse { get; init; } = RateRatio.Worse;

    public IReadOnlyList<RateRatio> WorseInSegment { get; init; } = RateRatio.WorseInSegment;

    public IReadOnlyList<RateRatio> Better { get; init; } = RateRatio.Better;
}
