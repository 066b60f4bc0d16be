using System.Text;
using Inquest.Protocol;

namespace Inquest.Server.Ingest;

/// <summary>The bodies that clients read (protocol §§1.3–1.6).</summary>
static class IngestAnswer
{
    /// <summary>A transparent picture of one pixel, for senders that use an image element.</summary>
    static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    static readonly byte[] NoId = "{}"u8.ToArray();

    public static ValueTask IdAsync(HttpResponse response, string? eventId)
    {
        if (eventId is null)
        {
            return WriteAsync(response, 200, "application/json", NoId);
        }

        Span<byte> body = stackalloc byte[7 + 32 + 2];
        "{\"id\":\""u8.CopyTo(body);
        Encoding.ASCII.GetBytes(eventId, body[7..]);
        "\"}"u8.CopyTo(body[39..]);
        return WriteAsync(response, 200, "application/json", body.ToArray());
    }

    /// <summary>The hyphenated id and nothing else: Crashpad keeps the body as the report's id.</summary>
    public static ValueTask UuidAsync(HttpResponse response, string eventId) =>
        TextAsync(response, 200, EventId.Hyphenated(eventId));

    public static ValueTask TextAsync(HttpResponse response, int status, string text) =>
        WriteAsync(response, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public static ValueTask PixelAsync(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return WriteAsync(response, 200, "image/gif", Pixel);
    }

    public static ValueTask EmptyAsync(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentLength = 0;
        return ValueTask.CompletedTask;
    }

    public static ValueTask ErrorAsync(HttpResponse response, int status, string detail, params ReadOnlySpan<string> causes)
    {
        response.Headers["X-Sentry-Error"] = ErrorBody.HeaderLine(detail);
        return WriteAsync(response, status, "application/json", ErrorBody.Write(detail, causes));
    }

    static async ValueTask WriteAsync(HttpResponse response, int status, string contentType, byte[] body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }
}
