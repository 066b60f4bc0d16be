using Inquest.Reports;

namespace Inquest.Grouping;

/// <summary>Report → bug. Pure: the same report gives the same key on every machine, for ever.</summary>
public static class Grouper
{
    /// <summary>The version that new events are grouped by.</summary>
    public const int CurrentVersion = V0.FingerprintV0.Version;

    /// <summary>The stack that decides, in the form that is stored.</summary>
    public static NormalisedStack Normalise(Report report) => StackNormaliser.Normalise(report);

    public static GroupingResult Group(Report report) => Group(report, Normalise(report));

    /// <summary>Groups with a stack that was stored before.</summary>
    public static GroupingResult Group(Report report, NormalisedStack stack) => V0.FingerprintV0.Group(report, stack);
}
