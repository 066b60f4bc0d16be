using Inquest.Storage.Events;

namespace Inquest.Storage.Pipeline;

/// <summary>Reads the pipeline's numbers.</summary>
public sealed class PipelineQueries(Database database)
{
    /// <param name="projectId">0 takes all projects.</param>
    /// <param name="now">The end of the span.</param>
    /// <param name="hours">Its length.</param>
    public PipelineFigures Figures(long projectId, DateTimeOffset now, int hours)
    {
        var last = UnixTime.Hour(now.Milliseconds());
        using var reader = database.Read();
        return Of(PipelineHours.Read(reader.Connection, projectId, last - hours + 1, last), Ledger(reader.Connection, projectId, last - hours + 1, last));
    }

    /// <summary>The same for each platform and release, most events first; the ledger does not tell these apart, so that Taken and Lost are 0.</summary>
    public List<PipelineRow> Rows(long projectId, DateTimeOffset now, int hours, int count)
    {
        var last = UnixTime.Hour(now.Milliseconds());
        using var reader = database.Read();
        return [.. PipelineHours.Read(reader.Connection, projectId, last - hours + 1, last)
            .GroupBy(figure => (figure.Key.Platform, figure.Key.Release))
            .Select(group => new PipelineRow(group.Key.Platform, group.Key.Release, Of([.. group], (0, 0))))
            .OrderByDescending(row => row.Figures.Events).Take(count)];
    }

    /// <summary>Whole days before today, oldest first.</summary>
    public List<PipelineDay> Days(long projectId, DateTimeOffset now, int days)
    {
        var today = UnixTime.Hour(now.Milliseconds()) / 24;
        using var reader = database.Read();
        var figures = PipelineHours.Read(reader.Connection, projectId, (today - days) * 24, (today * 24) - 1).ToLookup(figure => figure.Key.Hour / 24);
        var ledger = new List<PipelineDay>(days);
        for (var day = today - days; day < today; day++)
        {
            ledger.Add(new PipelineDay(day, Of([.. figures[day]], Ledger(reader.Connection, projectId, day * 24, (day * 24) + 23))));
        }

        return ledger;
    }

    static PipelineFigures Of(List<(PipelineKey Key, long Value)> figures, (long Taken, long Lost) ledger)
    {
        var latency = new Dictionary<int, long>();
        var (events, suppressed) = (0L, 0L);
        foreach (var (key, value) in figures)
        {
            if (PipelineMeasure.LatencyStep(key.Measure) is { } step)
            {
                latency[step] = latency.GetValueOrDefault(step) + value;
            }

            events += key.Measure == PipelineMeasure.Events ? value : 0;
            suppressed += key.Measure == PipelineMeasure.Suppressed ? value : 0;
        }

        return new PipelineFigures(events, suppressed, ledger.Taken, ledger.Lost, LatencyScale.Quantile(latency, 0.5), LatencyScale.Quantile(latency, 0.95));
    }

    // A report that came twice is not lost, and one that somebody forged was never one.
    static (long Taken, long Lost) Ledger(Connection connection, long projectId, long first, long last)
    {
        var row = connection.Prepare(
            """
            SELECT coalesce(sum(CASE WHEN outcome = 0 OR (outcome = 1 AND reason = 'fingerprint_reservoir') THEN quantity END), 0),
              coalesce(sum(CASE WHEN outcome = 3 AND reason NOT IN ('duplicate', 'upload_replayed', 'upload_expired', 'upload_forged', 'upload_key') THEN quantity END), 0)
            FROM outcome WHERE (?1 = 0 OR project_id = ?1) AND hour BETWEEN ?2 AND ?3 AND category = 'error'
            """).Bind(1, projectId).Bind(2, first).Bind(3, last);
        row.Step();
        var sums = (row.Int64(0), row.Int64(1));
        row.Reset();
        return sums;
    }
}
