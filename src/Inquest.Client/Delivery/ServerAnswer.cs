using System.Net;
using System.Net.Http.Headers;

namespace Inquest.Client.Delivery;

/// <summary>One answer, or the lack of one.</summary>
/// <param name="Kind">What to do with the report.</param>
/// <param name="RetryAfter">How long the server wants to be left alone; null when it did not say.</param>
/// <param name="Why">For people and for file names: <c>http-413</c>, <c>network</c>, <c>timeout</c>.</param>
public sealed record ServerAnswer(AnswerKind Kind, TimeSpan? RetryAfter, string Why)
{
    /// <summary>A bare 429 asks for this much (protocol of Sentry's SDKs).</summary>
    static readonly TimeSpan BareLimit = TimeSpan.FromSeconds(60);

    public static ServerAnswer Network { get; } = new(AnswerKind.Later, null, "network");

    /// <summary>An answer that our server does not give: a portal, or a proxy that is broken.</summary>
    public static ServerAnswer Garbage { get; } = new(AnswerKind.Later, null, "garbage");

    public static ServerAnswer Timeout { get; } = new(AnswerKind.Later, null, "timeout");

    /// <summary>Status and headers → what to do.</summary>
    /// <remarks>
    /// Later: 408, 425, 429 and 5xx, and redirects, which are usually a portal of a hotel. 401 and 403 are final too: a key that is
    /// revoked does not come back, and a new one comes with a new version of the app.
    /// </remarks>
    public static ServerAnswer Of(HttpStatusCode status, HttpResponseHeaders headers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var code = (int)status;
        var why = $"http-{code}";
        var wait = RateLimits.ErrorLimit(headers) ?? RetryAfterOf(headers, now);
        return code switch
        {
            >= 200 and < 300 => new ServerAnswer(AnswerKind.Taken, wait, why),
            429 => new ServerAnswer(AnswerKind.Later, wait ?? BareLimit, why),
            408 or 425 or >= 500 or (>= 300 and < 400) => new ServerAnswer(AnswerKind.Later, wait, why),
            _ => new ServerAnswer(AnswerKind.Refused, null, why),
        };
    }

    static TimeSpan? RetryAfterOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var header = headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is { } some && some < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
