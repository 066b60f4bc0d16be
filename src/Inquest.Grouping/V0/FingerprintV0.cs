using Inquest.Reports;

namespace Inquest.Grouping.V0;

/// <summary>First frozen fingerprint.</summary>
static class FingerprintV0
{
    public const int Version = 0;

    public static GroupingResult Group(Report report, NormalisedStack stack) =>
        new("00000000000000000000000000000000", Version, "", report.Message ?? "", "", [], "");
}
