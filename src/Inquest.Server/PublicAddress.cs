using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Inquest.Server;

/// <summary>The address that links, DSNs and tokens carry.</summary>
public sealed class PublicAddress(ServerOptions options, IServer server)
{
    /// <summary>As configured, else as the request has it, else the first address that is listened on; without a slash at the end.</summary>
    public string Of(HttpRequest? request)
    {
        if (options.PublicUrl is { } configured)
        {
            return configured.TrimEnd('/');
        }

        if (request is { Host.HasValue: true })
        {
            var forwarded = request.Headers["X-Forwarded-Proto"];
            var scheme = forwarded.Count > 0 && forwarded[0] is "http" or "https" ? forwarded[0] : request.Scheme;
            return $"{scheme}://{request.Host.Value}{request.PathBase.Value}";
        }

        return (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1:9100").TrimEnd('/');
    }

    public string DsnOf(HttpRequest? request, string publicKey, long projectId)
    {
        var address = new Uri(Of(request));
        return $"{address.Scheme}://{publicKey}@{address.Authority}{address.AbsolutePath.TrimEnd('/')}/{projectId}";
    }
}
