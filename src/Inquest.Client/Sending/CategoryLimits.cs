using System.Net;
using Inquest.Client.Delivery;
using Inquest.Protocol.Outcomes;

namespace Inquest.Client.Sending;

/// <summary>Until when the server wants which kind of data left out (protocol §2.3, §2.5).</summary>
sealed class CategoryLimits(TimeProvider time)
{
    readonly Lock _gate = new();
    DateTimeOffset _errors;
    DateTimeOffset _sessions;

    public bool ErrorsAreLimited => ErrorWait > TimeSpan.Zero;

    public bool SessionsAreLimited => SessionWait > TimeSpan.Zero;

    /// <summary>How long errors are still limited; zero when they are not.</summary>
    public TimeSpan ErrorWait => Left(ref _errors);

    public TimeSpan SessionWait => Left(ref _sessions);

    /// <summary>Reads the limits of an answer. The later deadline of old and new holds.</summary>
    public void Observe(HttpResponseMessage answer)
    {
        var now = time.GetUtcNow();
        if (answer.Headers.Contains("X-Sentry-Rate-Limits"))
        {
            Raise(now, RateLimits.ErrorLimit(answer.Headers), RateLimits.Limit(answer.Headers, DataCategory.Session));
        }
        else if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // Without the header a 429 means everything, for as long as it says.
            var wait = ServerAnswer.Of(answer.StatusCode, answer.Headers, now).RetryAfter;
            Raise(now, wait, wait);
        }
    }

    void Raise(DateTimeOffset now, TimeSpan? errors, TimeSpan? sessions)
    {
        lock (_gate)
        {
            _errors = Later(_errors, now, errors);
            _sessions = Later(_sessions, now, sessions);
        }
    }

    TimeSpan Left(ref DateTimeOffset deadline)
    {
        lock (_gate)
        {
            var wait = deadline - time.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    static DateTimeOffset Later(DateTimeOffset old, DateTimeOffset now, TimeSpan? wait) =>
        wait is { } some && now + some > old ? now + some : old;
}
