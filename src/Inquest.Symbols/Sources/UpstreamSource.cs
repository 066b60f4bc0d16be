using System.Net.Http.Headers;

namespace Inquest.Symbols.Sources;

/// <summary>A server of symbols that somebody else runs, of any <see cref="UpstreamKind"/>.</summary>
/// <remarks>
/// Only the host that the operator named may lie inside of a network; whatever it redirects to must be on the open internet.
/// Credentials go to that host alone. A server that does not answer is left alone for a while, so that a dump of four hundred
/// modules does not wait for it four hundred times.
/// </remarks>
public sealed class UpstreamSource : ISymbolSource, IDisposable
{
    readonly UpstreamAddress _address;
    readonly SymbolLimits _limits;
    readonly TimeProvider _time;
    readonly HttpClient _client;
    readonly SymbolDownload _download;
    readonly Lock _lock = new();
    int _failures;
    DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    public UpstreamSource(UpstreamAddress address, SymbolLimits? limits = null, TimeProvider? time = null, S3Keys? keys = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _limits = limits ?? SymbolLimits.Default;
        _time = time ?? TimeProvider.System;
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { address.Root.IdnHost, address.Root.Host };
        _client = new HttpClient(PublicAddressHandler.Create(named, _limits)) { Timeout = Timeout.InfiniteTimeSpan };
        _download = new SymbolDownload(_client, _limits, _time, MayFollow, request => Prepare(request, keys));
    }

    public IEnumerable<SymbolCandidate> Find(ModuleId id)
    {
        foreach (var path in UpstreamPaths.Of(_address.Kind, id))
        {
            var address = new Uri(_address.Root, path);
            // The root may hold a token; people see the host and what was asked for.
            yield return new SymbolCandidate(
                $"{_address.Root.Host}: {Uri.UnescapeDataString(path)}", "http:" + address.AbsoluteUri, IsRemote: true, () => Open(address));
        }
    }

    public void Dispose() => _client.Dispose();

    SymbolContent Open(Uri address)
    {
        lock (_lock)
        {
            if (_time.GetUtcNow() < _pausedUntil)
            {
                return SymbolContent.Missing(SymbolStatus.Unreachable, "it did not answer a moment ago");
            }
        }

        var content = _download.Open(address);
        lock (_lock)
        {
            _failures = content.Status is SymbolStatus.TimedOut or SymbolStatus.Unreachable ? _failures + 1 : 0;
            if (_failures >= _limits.UpstreamFailuresMax)
            {
                _failures = 0;
                _pausedUntil = _time.GetUtcNow() + _limits.FailureExpiry;
            }
        }

        return content;
    }

    // Public servers keep their files in object stores of another host; from HTTPS nobody is led back to HTTP.
    static bool MayFollow(Uri from, Uri to) => from.Scheme == Uri.UriSchemeHttp || to.Scheme == Uri.UriSchemeHttps;

    void Prepare(HttpRequestMessage request, S3Keys? keys)
    {
        var isOwn = request.RequestUri!.Host == _address.Root.Host && request.RequestUri.Port == _address.Root.Port
            && request.RequestUri.Scheme == _address.Root.Scheme;
        if (!isOwn)
        {
            return;
        }

        if (_address.Credentials is { } credentials)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(credentials);
        }

        if (_address.IsSigned && keys is not null)
        {
            S3Signature.Sign(request, keys, _time.GetUtcNow());
        }
    }
}
