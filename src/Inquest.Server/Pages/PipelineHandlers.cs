using System.Globalization;
using Inquest.Server.Pipeline;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>The four numbers of the way from a crash to here.</summary>
static class PipelineHandlers
{
    const int LinesShown = 50;
    const int ChartDays = 56;

    public static void Map(PageRoutes routes) => routes.Get("/pipeline", Show);

    static IResult Show(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var hours = visitor.Query("hours") switch
        {
            "168" => 168,
            "720" => 720,
            _ => 24,
        };
        var monitor = visitor.Context.RequestServices.GetRequiredService<PipelineMonitor>();
        var figures = monitor.Queries.Figures(project.Id, visitor.Now, hours);
        var days = monitor.Queries.Days(project.Id, visitor.Now, PipelineMonitor.DaysLooked);
        var week = PipelineMonitor.Judge(days).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        return visitor.Page(Web.Slices.Pipeline.Create(new()
        {
            Shell = visitor.Shell("Pipeline", Section.Pipeline) with { HasChart = true },
            Hours = hours,
            Tiles =
            [
                Tile("Upload success", Percent(figures.SuccessRate), $"{Count(figures.Lost)} of {Count(figures.Taken + figures.Lost)} lost", week["lost"]),
                Tile("Time from crash to here", Words(figures.P50), $"19 in 20 within {Words(figures.P95)}", week["time-to-upload"]),
                Tile("Held back as copies", Percent(figures.DedupRate), $"{Count(figures.Suppressed)} counted without an upload", week["suppressed"]),
                Tile("Volume", Count(figures.Events), "events", week["volume"]),
            ],
            Volume = new EventsChart(
                DateOnly.FromDateTime(visitor.Now.UtcDateTime).AddDays(-1), [.. days.TakeLast(ChartDays).Select(day => day.Figures.Events)], []),
            Lines = [.. monitor.Queries.Rows(project.Id, visitor.Now, hours, LinesShown).Select(row => new PipelineLine(
                row.Platform, row.Release, row.Figures.Events, row.Figures.Suppressed, Words(row.Figures.P50), Words(row.Figures.P95)))],
        }));
    }

    static PipelineTile Tile(string name, string value, string detail, PipelineMetric metric) => new(
        name, value, detail,
        metric.Verdict is not { } verdict ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{(double.IsFinite(verdict.Change) ? verdict.Change.ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture) : "new")}, p = {verdict.Chance:0.###} ({verdict.Value:0} instead of {verdict.Expected:0}{(verdict.WindowDays > 1 ? $" in {verdict.WindowDays} days" : "")})"),
        metric.Verdict is { IsAlert: true });

    static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Words(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalSeconds: < 1 } => "a second",
        { TotalMinutes: < 2 } some => some.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 2 } some => some.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min",
        { TotalDays: < 2 } some => some.TotalHours.ToString("0", CultureInfo.InvariantCulture) + " h",
        { } some => some.TotalDays.ToString("0", CultureInfo.InvariantCulture) + " days",
    };
}
