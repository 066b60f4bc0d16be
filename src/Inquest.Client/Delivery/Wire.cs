using System.Net.Http.Headers;
using Inquest.Protocol.Auth;

namespace Inquest.Client.Delivery;

/// <summary>One request with the client's key, its patience and its rate; what goes wrong becomes an answer.</summary>
sealed class Wire(HttpClient http, Dsn dsn, DeliveryOptions options, ClientLimits limits, TimeProvider time)
{
    readonly string _authentication = $"Sentry sentry_version=7, sentry_client=inquest.client/0.1, sentry_key={dsn.PublicKey}";

    public Dsn Dsn => dsn;

    public DeliveryOptions Options => options;

    public TimeProvider Time => time;

    /// <param name="bytes">Of the body, about: a slow line is no failure.</param>
    /// <param name="read">Makes the answer of what the server said; null reads status and headers.</param>
    public async Task<ServerAnswer> SendAsync(
        HttpMethod method, string address, HttpContent? content, long bytes, Func<HttpResponseMessage, CancellationToken, Task<ServerAnswer>>? read, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var request = new HttpRequestMessage(method, address)
        {
            Content = content is not null && options.BytesPerSecond > 0 ? new PacedContent(content, options.BytesPerSecond, time) : content,
        };
        request.Headers.TryAddWithoutValidation("X-Sentry-Auth", _authentication);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("inquest.client", "0.1"));
        try
        {
            timeout.CancelAfter(PatienceFor(bytes));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return read is null ? Plain(answer) : await read(answer, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ServerAnswer.Timeout;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ServerAnswer.Network;
        }
    }

    public ServerAnswer Plain(HttpResponseMessage answer) => ServerAnswer.Of(answer.StatusCode, answer.Headers, time.GetUtcNow());

    /// <summary>The timeout for a small report, a second more for every 32 KiB, and twice what our own rate needs.</summary>
    TimeSpan PatienceFor(long bytes) => limits.RequestTimeout + TimeSpan.FromSeconds(bytes >> 15)
        + (options.BytesPerSecond > 0 ? TimeSpan.FromSeconds(2.0 * bytes / options.BytesPerSecond) : TimeSpan.Zero);
}
