using System.Net;
using System.Security.Authentication;

namespace Inquest.Symbols.Sources;

/// <summary>Downloads of symbol files from servers that are not trusted: time, size and redirects are bounded.</summary>
/// <param name="client">Sends the requests; must not follow redirects by itself.</param>
/// <param name="mayFollow">Whether a redirect from the first to the second address is followed.</param>
/// <param name="prepare">Adds what an address needs, such as who asks.</param>
sealed class SymbolDownload(
    HttpClient client, SymbolLimits limits, TimeProvider time, Func<Uri, Uri, bool> mayFollow, Action<HttpRequestMessage> prepare)
{
    /// <summary>Asks an address and blocks until its answer is whole.</summary>
    public SymbolContent Open(Uri address)
    {
        using var deadline = new CancellationTokenSource(limits.DownloadTimeout, time);
        try
        {
            return DownloadAsync(address, deadline.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return SymbolContent.Missing(SymbolStatus.TimedOut);
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException)
        {
            return SymbolContent.Missing(SymbolStatus.Denied, "it leads to an address of an inner network");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException
            or UnauthorizedAccessException)
        {
            return SymbolContent.Missing(SymbolStatus.Unreachable);
        }
    }

    async Task<SymbolContent> DownloadAsync(Uri address, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= limits.RedirectsMax; redirects++)
        {
            using var response = await GetAsync(address, cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await SaveAsync(response.Content, cancellation);
            }

            if (Redirection(address, response) is not { } next)
            {
                return SymbolContent.Missing(Explain(response.StatusCode));
            }

            if (!mayFollow(address, next))
            {
                return SymbolContent.Missing(SymbolStatus.Denied);
            }

            address = next;
        }

        return SymbolContent.Missing(SymbolStatus.Unreachable);
    }

    async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellation)
    {
        // A clock of its own until the answer begins; the whole download may take longer.
        using var patience = new CancellationTokenSource(limits.ResponseTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.ParseAdd("inquest");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        prepare(request);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    async Task<SymbolContent> SaveAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > limits.DownloadBytesMax)
        {
            return SymbolContent.Missing(SymbolStatus.Malformed);
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        });
        var isKept = false;
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellation);
            isKept = await CopyAsync(body, file, cancellation);
            file.Position = 0;
            return isKept
                ? new SymbolContent(SymbolStatus.Found, file)
                : SymbolContent.Missing(SymbolStatus.Malformed);
        }
        finally
        {
            if (!isKept)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <returns>False when there is more than the limit.</returns>
    async Task<bool> CopyAsync(Stream from, FileStream to, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 17];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
            if (to.Position > limits.DownloadBytesMax)
            {
                return false;
            }
        }

        return true;
    }

    static Uri? Redirection(Uri address, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location &&
        Uri.TryCreate(address, location, out var next) && (next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps)
            ? next
            : null;

    static SymbolStatus Explain(HttpStatusCode code) => code switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => SymbolStatus.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => SymbolStatus.Denied,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => SymbolStatus.TimedOut,
        _ => SymbolStatus.Unreachable,
    };
}
