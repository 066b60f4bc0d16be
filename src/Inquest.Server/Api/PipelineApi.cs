using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Server.Pipeline;
using Inquest.Storage.Pipeline;

namespace Inquest.Server.Api;

/// <summary>The four numbers of the way from a crash to here.</summary>
static class PipelineApi
{
    const int RowsShown = 100;

    public static Task GetAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("There is no such project.");
        }

        var hours = 24;
        if (call.Query("hours") is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out hours) || hours is < 1 or > ApiLimits.OutcomeHoursMax))
        {
            return call.RefuseAsync($"hours must be a number from 1 to {ApiLimits.OutcomeHoursMax}.");
        }

        var (monitor, now) = (call.Service<PipelineMonitor>(), call.Service<TimeProvider>().GetUtcNow());
        return call.JsonAsync(
            new PipelineBody(
                hours, Of(monitor.Queries.Figures(project.Id, now, hours)),
                [.. monitor.Queries.Rows(project.Id, now, hours, RowsShown).Select(row => new PipelineRowBody(
                    row.Platform, row.Release, row.Figures.Events, row.Figures.Suppressed, row.Figures.P50?.TotalSeconds, row.Figures.P95?.TotalSeconds))],
                [.. monitor.Judge(project.Id).Where(metric => metric.Verdict is not null).Select(metric => new PipelineWeekBody(
                    metric.Name, metric.Verdict!.Value, metric.Verdict.Expected, Finite(metric.Verdict.Change), metric.Verdict.Chance, metric.Verdict.WindowDays,
                    metric.Verdict.IsAlert))]),
            ApiJson.Default.PipelineBody);
    }

    static PipelineFiguresBody Of(PipelineFigures figures) => new(
        figures.Events, figures.Suppressed, figures.DedupRate, figures.Taken, figures.Lost, figures.SuccessRate, figures.P50?.TotalSeconds, figures.P95?.TotalSeconds);

    // From nothing to something is no number in JSON.
    static double Finite(double change) => double.IsFinite(change) ? change : 1e9;
}
