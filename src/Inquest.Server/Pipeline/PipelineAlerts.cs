using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Server.Pipeline;

/// <summary>Tells a webhook, in the form that Slack and its like take, when a number of yesterday is an alert. Each day is told once.</summary>
sealed partial class PipelineAlerts(
    Database database, ProjectQueries projects, PipelineMonitor monitor, ServerOptions options, TimeProvider time, ILogger<PipelineAlerts> logger) : IDisposable
{
    const string Setting = "pipeline.toldDay";

    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _http.Dispose();

    /// <summary>Looks at the last whole day of every project; what could not be told is tried again.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        if (options.AlertWebhook is not { } address)
        {
            return;
        }

        var today = UnixTime.Hour(time.GetUtcNow().Milliseconds()) / 24;
        foreach (var project in projects.Projects().Where(project => Told(project.Id) < today))
        {
            var alerts = monitor.Judge(project.Id).Where(metric => metric.Verdict is { IsAlert: true }).ToList();
            if (alerts.Count == 0 || await SendAsync(address, Words(project.Name, alerts), cancellation))
            {
                database.Write(connection => connection.Prepare(
                    "INSERT INTO setting (project_id, name, value, changed_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at")
                    .Bind(1, project.Id).Bind(2, Setting).Bind(3, today.ToString(CultureInfo.InvariantCulture)).Bind(4, time.GetUtcNow().Milliseconds()).Run());
            }
        }
    }

    internal static string Words(string project, IReadOnlyList<PipelineMetric> alerts) => string.Join('\n', alerts.Select(alert => string.Create(
        CultureInfo.InvariantCulture,
        $"{project}: {alert.Name} {alert.Verdict!.Change:+0%;-0%} against the weeks before ({alert.Verdict.Value:0} instead of {alert.Verdict.Expected:0} in {alert.Verdict.WindowDays} day(s); noise alone does this with p = {alert.Verdict.Chance:0.0e+0})")));

    long Told(long project)
    {
        using var reader = database.Read();
        var row = reader.Prepare("SELECT value FROM setting WHERE project_id = ?1 AND name = ?2").Bind(1, project).Bind(2, Setting);
        var day = row.Step() && long.TryParse(row.Text(0), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        row.Reset();
        return day;
    }

    async Task<bool> SendAsync(Uri address, string text, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        using var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await _http.PostAsync(address, content, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            LogRefused((int)answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            LogFailed(e);
        }

        return false;
    }

    [LoggerMessage(1131, LogLevel.Warning, "The webhook for alerts answered {Status}; it is tried again.")]
    partial void LogRefused(int status);

    [LoggerMessage(1132, LogLevel.Warning, "The webhook for alerts could not be reached; it is tried again.")]
    partial void LogFailed(Exception error);
}
