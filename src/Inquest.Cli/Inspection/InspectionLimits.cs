namespace Inquest.Cli.Inspection;

/// <summary>Bounds on what <c>inquest inspect</c> reads of a file that it only identifies.</summary>
static class InspectionLimits
{
    /// <summary>An application has 20 to 60 load commands.</summary>
    public const int LoadCommandCountMax = 4096;
}
