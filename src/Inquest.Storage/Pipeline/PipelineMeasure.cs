using System.Globalization;

namespace Inquest.Storage.Pipeline;

/// <summary>Names of what is counted an hour; <c>pipeline_hour.measure</c>.</summary>
public static class PipelineMeasure
{
    /// <summary>Addresses given out for an upload.</summary>
    public const string Issued = "issued";

    /// <summary>Uploads confirmed.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Crashes counted and not taken.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>Events stored.</summary>
    public const string Events = "events";

    const string LatencyPrefix = "latency:";

    /// <summary>Events by the time from the crash to its arrival, in steps of <see cref="LatencyScale"/>.</summary>
    public static string Latency(int step) => LatencyPrefix + step.ToString(CultureInfo.InvariantCulture);

    /// <returns>The step of a latency's name; null when it is another measure.</returns>
    public static int? LatencyStep(string measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return measure.StartsWith(LatencyPrefix, StringComparison.Ordinal)
            && int.TryParse(measure.AsSpan(LatencyPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }
}
