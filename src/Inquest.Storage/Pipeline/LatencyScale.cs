namespace Inquest.Storage.Pipeline;

/// <summary>Times in steps that grow by a tenth: a quantile read from counts of steps is off by a twentieth at most.</summary>
public static class LatencyScale
{
    const double Growth = 1.1;
    const double FirstSeconds = 0.1;

    /// <summary>The step of a time; the first one holds everything below a tenth of a second.</summary>
    public static int StepOf(TimeSpan time) => time.TotalSeconds <= FirstSeconds ? 0 : 1 + (int)(Math.Log(time.TotalSeconds / FirstSeconds) / Math.Log(Growth));

    /// <summary>The middle of a step.</summary>
    public static TimeSpan TimeOf(int step) => TimeSpan.FromSeconds(step == 0 ? FirstSeconds : FirstSeconds * Math.Pow(Growth, step - 0.5));

    /// <summary>The time below which a share of all counts lies; null when there are none.</summary>
    /// <param name="counts">Counts by step.</param>
    /// <param name="share">0…1.</param>
    public static TimeSpan? Quantile(IReadOnlyDictionary<int, long> counts, double share)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var wanted = counts.Values.Sum() * share;
        var seen = 0L;
        foreach (var (step, count) in counts.OrderBy(entry => entry.Key))
        {
            seen += count;
            if (seen >= wanted && count > 0)
            {
                return TimeOf(step);
            }
        }

        return null;
    }
}
