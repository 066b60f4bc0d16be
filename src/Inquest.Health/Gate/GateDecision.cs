namespace Inquest.Health.Gate;

/// <summary>A verdict with what it rests on.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Reason">Why.</param>
/// <param name="LogWorse">ln E for "worse than the predecessor", segments included.</param>
/// <param name="LogWhole">The same for all users together.</param>
/// <param name="LogGoodEnough">ln E for "within the margin".</param>
/// <param name="Segments">Each segment's evidence, the strongest first.</param>
/// <param name="NewExposure">Users of the release.</param>
/// <param name="NewCrashed">Those who crashed.</param>
public sealed record GateDecision(
    GateVerdict Verdict, GateReason Reason, double LogWorse, double LogWhole, double LogGoodEnough,
    IReadOnlyList<SegmentEvidence> Segments, double NewExposure, long NewCrashed);
