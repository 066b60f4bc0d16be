using System.Text.Json;
using Inquest.Reports;
using Inquest.Server.Api.Wire;
using Inquest.Server.Symbols;
using Inquest.Server.Pages;
using Inquest.Storage;
using Inquest.Storage.Queries;
using Inquest.Web.Stacks;
using Inquest.Web.Views;

namespace Inquest.Server.Api;

/// <summary>Single events: as JSON, as text for people, and the dump itself.</summary>
static class EventApi
{
    public static Task GetAsync(ApiCall call)
    {
        if (Find(call) is not { } found)
        {
            return NotFoundAsync(call);
        }

        return call.JsonAsync(
            new EventBody
            {
                EventId = found.EventId,
                ProjectId = found.ProjectId,
                State = found.State,
                Failure = found.Failure,
                ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(found.ReceivedAt),
                IssueId = found.IssueId,
                IssueUrl = found.IssueId is { } issue ? $"{call.Address}/issues/{issue}" : null,
                Fingerprint = found.FingerprintKey,
                DumpSize = found.DumpSize,
                Report = found.Report is { } report ? JsonSerializer.SerializeToElement(report, ReportJson.Default.Report) : null,
            },
            ApiJson.Default.EventBody);
    }

    public static Task TextAsync(ApiCall call) =>
        WriteAsync(call, "text/plain; charset=utf-8", (issue, view, _) => ReportText.Plain(issue, view));

    public static Task MarkdownAsync(ApiCall call) =>
        WriteAsync(call, "text/markdown; charset=utf-8", ReportText.Markdown);

    public static async Task DumpAsync(ApiCall call)
    {
        if (Find(call) is not { DumpHash: { } hash } found || call.Service<BlobStore>().Open(hash) is not { } dump)
        {
            await call.NotFoundAsync("The project keeps no dump of this event.");
            return;
        }

        await using (dump)
        {
            var response = call.Context.Response;
            response.ContentType = "application/octet-stream";
            response.ContentLength = dump.Length;
            response.Headers.ContentDisposition = $"attachment; filename=\"{found.EventId}.dmp\"";
            response.Headers.XContentTypeOptions = "nosniff";
            await dump.CopyToAsync(response.Body, call.Context.RequestAborted);
        }
    }

    static Task WriteAsync(ApiCall call, string contentType, Func<IssueRow, EventView, string, string> print)
    {
        if (Find(call) is not { Report: not null, IssueId: { } issueId } found
            || call.Service<IssueQueries>().Find(issueId, call.Service<TimeProvider>().GetUtcNow()) is not { } issue)
        {
            return NotFoundAsync(call);
        }

        var view = IssueViews.Event(found, call.Service<EventQueries>().Attachments(found.ProjectId, found.EventId));
        call.Context.Response.ContentType = contentType;
        return call.Context.Response.WriteAsync(
            print(IssueViews.Row(issue.Summary), view, $"{call.Address}/issues/{issueId}/events/{found.Row}"), call.Context.RequestAborted);
    }

    static StoredEvent? Find(ApiCall call)
    {
        var project = call.Project();
        var queries = call.Service<EventQueries>();
        // Clients print ids with hyphens and without.
        var row = queries.FindById(call.Route("event").Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());
        var found = row is { } number ? queries.Find(number) : null;
        return found is null || found.ProjectId != project?.Id ? null
            : found.Report is { } report ? found with { Report = call.Service<SourceContext>().AddTo(report, call.Access.OrganizationId) }
            : found;
    }

    static Task NotFoundAsync(ApiCall call) =>
        call.NotFoundAsync("The project has no such event, or it was not read from the spool yet. Try again in a second.");
}
