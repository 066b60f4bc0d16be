namespace Inquest.Health.Gate;

/// <summary>One segment's reports, e.g. of <c>os.version = Android 15</c>.</summary>
/// <param name="Name">For people and for the API.</param>
/// <param name="Weight">Its share of the stake: its share of the predecessor's users, fixed before the rollout. Any positive unit.</param>
/// <param name="Bins">In any order.</param>
public sealed record SegmentBins(string Name, double Weight, IReadOnlyList<ReportBin> Bins);
