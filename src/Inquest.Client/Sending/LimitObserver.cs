namespace Inquest.Client.Sending;

/// <summary>Lets every answer of the server, to whichever part of the client, set the same limits.</summary>
sealed class LimitObserver(CategoryLimits limits, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        limits.Observe(answer);
        return answer;
    }
}
