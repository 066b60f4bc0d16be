using Inquest.Reports;

namespace Inquest.Grouping;

/// <summary>Physical frames of the deciding thread or exception → logical frames.</summary>
public static class StackNormaliser
{
    public const int Version = 0;

    public static NormalisedStack Normalise(Report report) => new() { Version = Version };
}
