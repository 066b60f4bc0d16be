using System.Net;

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
    readonly HttpClient _client;
    readonly SymbolDownload _download;

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
        limits ??= SymbolLimits.Default;
        _client = new HttpClient(handler ?? CreateHandler(limits)) { Timeout = Timeout.InfiniteTimeSpan };
        _download = new SymbolDownload(
            _client, limits, time ?? TimeProvider.System, (from, to) => followsToOtherHosts || IsSameHost(from, to), static _ => { });
    }

    public IEnumerable<SymbolCandidate> Find(ModuleId id)
    {
        foreach (var (name, debugId, fileName) in SymbolPath.For(id))
        {
            var address = new Uri(
                _root, $"{Uri.EscapeDataString(name)}/{debugId}/{Uri.EscapeDataString(fileName)}");
            yield return new SymbolCandidate(
                address.AbsoluteUri, "http:" + address.AbsoluteUri, IsRemote: true, () => _download.Open(address));
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

    static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The same host and port; from HTTP to HTTPS of the same host too, but not back.</summary>
    static bool IsSameHost(Uri from, Uri to) =>
        from.IdnHost == to.IdnHost &&
        ((from.Scheme == to.Scheme && from.Port == to.Port) ||
        (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort));
}
