using Inquest.Health.Weekly;
using Inquest.Storage.Pipeline;

namespace Inquest.Server.Pipeline;

/// <summary>Judges the four numbers of the way from a crash to here, week over week.</summary>
/// <remarks>The rule is one of counts, so rates are judged by what they count: reports that were lost, copies held back, events that came late.</remarks>
sealed class PipelineMonitor(PipelineQueries queries, TimeProvider time)
{
    /// <summary>Nine windows of four weeks: what the widest window needs.</summary>
    public const int DaysLooked = 252;

    public PipelineQueries Queries => queries;

    /// <summary>The judgement of the last whole day.</summary>
    public IReadOnlyList<PipelineMetric> Judge(long projectId) => Judge(queries.Days(projectId, time.GetUtcNow(), DaysLooked));

    public static IReadOnlyList<PipelineMetric> Judge(IReadOnlyList<PipelineDay> days)
    {
        // Before the first report there was no usual.
        var lived = days.SkipWhile(day => day.Figures.Events + day.Figures.Taken + day.Figures.Lost == 0).ToList();
        return
        [
            new("volume", WeeklyAlert.Judge([.. lived.Select(day => day.Figures.Events)])),
            new("lost", WeeklyAlert.Judge([.. lived.Select(day => day.Figures.Lost)])),
            new("suppressed", WeeklyAlert.Judge([.. lived.Select(day => day.Figures.Suppressed)])),
            new("time-to-upload", WeeklyAlert.Judge([.. lived.Select(day => (long)(day.Figures.P95?.TotalSeconds ?? 0))])),
        ];
    }
}
