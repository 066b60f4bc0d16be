using System.Net;
using System.Security.Authentication;

namespace Inquest.Symbols.Sources;

/// <summary>A symbol server in Breakpad's layout over HTTP or HTTPS.</summary>
/// <remarks>
/// A server is not trusted: the time and the size of an answer are bounded, and a redirect is followed only within the
/// same host, so that a server cannot make this process ask inner machines. Whole downloads lie in a temporary file
/// before anything reads them.
/// </remarks>
public sealed class HttpSymbolSource : ISymbolSource, IDisposable
{
    readonly Uri _root;
    readonly SymbolLimits _limits;
    readonly TimeProvider _time;
    readonly bool _followsToOtherHosts;
    readonly HttpClient _client;

    /// <param name="root">The address that module names are appended to.</param>
    /// <param name="limits">Bounds; the default ones when null.</param>
    /// <param name="time">Clock of the time-outs; the system's when null.</param>
    /// <param name="handler">Sends the requests; must not follow redirects. Null for the usual one.</param>
    /// <param name="followsToOtherHosts">For stores that redirect to a content network, when every such host is trusted.</param>
    /// <exception cref="ArgumentException"><paramref name="root"/> is not an absolute HTTP or HTTPS address.</exception>
    public HttpSymbolSource(
        Uri root, SymbolLimits? limits = null, TimeProvider? time = null, HttpMessageHandler? handler = null,
        bool followsToOtherHosts = false)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (!root.IsAbsoluteUri || !IsHttp(root))
        {
            throw new ArgumentException("A symbol server's address begins with http:// or https://.", nameof(root));
        }

        _root = new Uri(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        _limits = limits ?? SymbolLimits.Default;
        _time = time ?? TimeProvider.System;
        _followsToOtherHosts = followsToOtherHosts;
        _client = new HttpClient(handler ?? CreateHandler(_limits)) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("inquest");
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
    }

    public IEnumerable<SymbolCandidate> Find(ModuleId id)
    {
        foreach (var (name, debugId, fileName) in SymbolPath.For(id))
        {
            var address = new Uri(
                _root, $"{Uri.EscapeDataString(name)}/{debugId}/{Uri.EscapeDataString(fileName)}");
            yield return new SymbolCandidate(
                address.AbsoluteUri, "http:" + address.AbsoluteUri, IsRemote: true, () => Open(address));
        }
    }

    public void Dispose() => _client.Dispose();

    static SocketsHttpHandler CreateHandler(SymbolLimits limits) => new()
    {
        AllowAutoRedirect = false,
        // Compressed bodies are unpacked by the conversion, which bounds what comes out.
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = limits.ResponseTimeout,
        UseCookies = false,
    };

    SymbolContent Open(Uri address)
    {
        using var deadline = new CancellationTokenSource(_limits.DownloadTimeout, _time);
        try
        {
            return DownloadAsync(address, deadline.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return SymbolContent.Missing(SymbolStatus.TimedOut);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException
            or UnauthorizedAccessException)
        {
            return SymbolContent.Missing(SymbolStatus.Unreachable);
        }
    }

    async Task<SymbolContent> DownloadAsync(Uri address, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= _limits.RedirectsMax; redirects++)
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

            if (!_followsToOtherHosts && !IsSameHost(address, next))
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
        using var patience = new CancellationTokenSource(_limits.ResponseTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        return await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    async Task<SymbolContent> SaveAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > _limits.DownloadBytesMax)
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
            if (to.Position > _limits.DownloadBytesMax)
            {
                return false;
            }
        }

        return true;
    }

    static Uri? Redirection(Uri address, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location &&
        Uri.TryCreate(address, location, out var next) && IsHttp(next)
            ? next
            : null;

    static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The same host and port; from HTTP to HTTPS of the same host too, but not back.</summary>
    static bool IsSameHost(Uri from, Uri to) =>
        from.IdnHost == to.IdnHost &&
        ((from.Scheme == to.Scheme && from.Port == to.Port) ||
        (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort));

    static SymbolStatus Explain(HttpStatusCode code) => code switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => SymbolStatus.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => SymbolStatus.Denied,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => SymbolStatus.TimedOut,
        _ => SymbolStatus.Unreachable,
    };
}
