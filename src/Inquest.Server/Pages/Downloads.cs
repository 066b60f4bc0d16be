using Inquest.Storage.Queries;
using Inquest.Web.Html;
using Microsoft.Net.Http.Headers;

namespace Inquest.Server.Pages;

/// <summary>Dumps and attachments: always saved, never shown, whatever they say they are.</summary>
static class Downloads
{
    public static IResult Dump(Visitor visitor, StoredEvent found) =>
        found.DumpHash is { } hash && visitor.Services.Blobs.Open(hash) is { } blob
            ? Send(blob, found.EventId + ".dmp")
            : visitor.NotFound("The dump of this event is not kept.");

    public static IResult Attachment(Visitor visitor, StoredEvent found)
    {
        var file = visitor.Services.Events.Attachments(found.ProjectId, found.EventId).FirstOrDefault(entry => entry.Id == visitor.Route("attachment"));
        return file is not null && visitor.Services.Blobs.Open(file.BlobHash) is { } blob
            ? Send(blob, FileName(file.Name))
            : visitor.NotFound("This attachment is not kept.");
    }

    // The name comes from a client: no path, nothing hidden, nothing that a header or a shell would trip over.
    static string FileName(string name)
    {
        var last = VisibleTextEncoder.Visible(Web.Text.Cut.FileName(name));
        var safe = string.Concat(last.Select(c => char.IsControl(c) || c is '/' or '\\' or '"' or ':' or '*' or '?' or '<' or '>' or '|' ? '_' : c));
        safe = safe.Trim('.', ' ');
        return safe.Length == 0 ? "attachment" : safe[..Math.Min(safe.Length, 120)];
    }

    static DownloadResult Send(FileStream blob, string name) => new(blob, name);

    sealed class DownloadResult(FileStream blob, string name) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using (blob)
            {
                var response = httpContext.Response;
                Page.SetHeaders(response.Headers);
                // Should a browser show it after all, nothing in it runs.
                response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
                var disposition = new ContentDispositionHeaderValue("attachment");
                disposition.SetHttpFileName(name);
                response.Headers.ContentDisposition = disposition.ToString();
                response.ContentType = "application/octet-stream";
                response.ContentLength = blob.Length;
                await blob.CopyToAsync(response.Body, httpContext.RequestAborted);
            }
        }
    }
}
