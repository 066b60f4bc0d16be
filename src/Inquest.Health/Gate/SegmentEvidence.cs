namespace Inquest.Health.Gate;

/// <param name="Name">The segment.</param>
/// <param name="LogEvidence">ln of its e-value for "worse than the predecessor".</param>
/// <param name="IsGuilty">Named by e-BH: at most α of those named are named wrongly, on average.</param>
public sealed record SegmentEvidence(string Name, double LogEvidence, bool IsGuilty);
