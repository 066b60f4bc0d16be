using System.Text;
using Inquest.Server.Ingest;
using Inquest.Server.Uploads;
using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Storage.Pipeline;
using Inquest.Storage.Events;

namespace Inquest.Server.Health;

/// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (RequestDelegate)(context => WriteAsync(context, 200, "text/plain; charset=utf-8", "live\n")));
        routes.MapGet("/health/ready", (RequestDelegate)ReadyAsync);
        routes.MapGet("/metrics", (RequestDelegate)MetricsAsync);
    }

    static Task ReadyAsync(HttpContext context)
    {
        try
        {
            using (var reader = context.RequestServices.GetRequiredService<Database>().Read())
            {
                reader.Prepare("SELECT 1 FROM setting LIMIT 1").Scalar();
            }

            return WriteAsync(context, 200, "text/plain; charset=utf-8", "ready\n");
        }
        catch (StorageException e)
        {
            return WriteAsync(context, 503, "text/plain; charset=utf-8", $"not ready: {e.Message}\n");
        }
    }

    static Task MetricsAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var ingest = services.GetRequiredService<IngestHandler>();
        var drainer = services.GetRequiredService<Drainer>();
        var jobs = services.GetRequiredService<JobQueue>().Count();
        var pending = drainer.IsIdle ? 0 : Math.Max(1, ingest.Accepted - drainer.RecordsDrained);
        var text = new StringBuilder();
        Add(text, "inquest_ingest_accepted_total", "counter", "Requests whose bytes were made durable.", ingest.Accepted);
        Add(text, "inquest_ingest_refused_total", "counter", "Requests answered with an error.", ingest.Refused);
        Add(text, "inquest_spool_drained_records_total", "counter", "Records read from the spool into the database.", drainer.RecordsDrained);
        Add(text, "inquest_spool_pending_records", "gauge", "Records that wait in the spool.", pending);
        Add(text, "inquest_jobs_pending", "gauge", "Dumps that wait to be unwound, and events that wait to be done again.", jobs);
        Add(text, "inquest_copies_waiting", "gauge", "Counted crashes that wait for the uploaded one that they repeat.", services.GetRequiredService<CopyWorker>().Waiting);
        Add(text, "inquest_jobs_done_total", "counter", "Jobs finished since the start.", services.GetRequiredService<JobWorker>().JobsDone);
        var pipeline = services.GetRequiredService<PipelineQueries>().Figures(0, services.GetRequiredService<TimeProvider>().GetUtcNow(), 24);
        Add(text, "inquest_pipeline_events", "gauge", "Events of the last 24 hours, counted copies included.", pipeline.Events);
        Add(text, "inquest_pipeline_suppressed", "gauge", "Of them, crashes that were counted without an upload.", pipeline.Suppressed);
        Add(text, "inquest_pipeline_lost", "gauge", "Reports of the last 24 hours that were refused.", pipeline.Lost);
        Add(text, "inquest_pipeline_upload_p50_milliseconds", "gauge", "Half of the events of the last 24 hours took less from the crash to here.", (long)(pipeline.P50?.TotalMilliseconds ?? 0));
        Add(text, "inquest_pipeline_upload_p95_milliseconds", "gauge", "19 in 20 events of the last 24 hours took less from the crash to here.", (long)(pipeline.P95?.TotalMilliseconds ?? 0));
        Add(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", Environment.WorkingSet);
        return WriteAsync(context, 200, "text/plain; version=0.0.4; charset=utf-8", text.ToString());
    }

    static void Add(StringBuilder text, string name, string type, string help, long value) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type)
            .Append('\n').Append(name).Append(' ').Append(value).Append('\n');

    static Task WriteAsync(HttpContext context, int status, string contentType, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
