namespace Inquest.Server.Pipeline;

/// <summary>Names of what is counted an hour; <c>pipeline_hour.measure</c>.</summary>
static class PipelineMeasure
{
    /// <summary>Addresses given out for an upload.</summary>
    public const string Issued = "issued";

    /// <summary>Uploads confirmed.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Crashes counted and not taken.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>Events stored.</summary>
    public const string Events = "events";

    /// <summary>Events by the time from the crash to its arrival, in steps of <see cref="LatencyScale"/>.</summary>
    public const string LatencyPrefix = "latency:";
}
