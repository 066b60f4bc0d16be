
namespace Inquest.Server.Ingest;

/// <summary>What browsers must hear before they send, and to be allowed to read the answer (protocol §1.5).</summary>
static class Cors
{
    const string AllowedHeaders =
        "x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, authentication, authorization, "
        + "content-encoding, transfer-encoding, baggage, sentry-trace";

    public static void Answer(HttpRequest request, HttpResponse response)
    {
        if (request.Headers.Origin.Count == 0)
        {
            return;
        }

        response.Headers.AccessControlAllowOrigin = "*";
        // Without this list browser SDKs cannot see the limits and go on sending.
        response.Headers.AccessControlExposeHeaders = "x-sentry-error, x-sentry-rate-limits, retry-after";
    }

    public static ValueTask PreflightAsync(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        response.Headers.AccessControlExposeHeaders = "x-sentry-error, x-sentry-rate-limits, retry-after";
        response.Headers.AccessControlMaxAge = "3600";
        return IngestAnswer.EmptyAsync(response, 200);
    }
}
