using System.Net;

namespace Inquest.Client.Delivery;

/// <summary>What stands between an app and the server.</summary>
public sealed record HttpOptions
{
    /// <summary>A proxy's address, with <c>user:password@</c> when it wants them; null takes what the system or the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Use no proxy, whatever the system says.</summary>
    public bool NoProxy { get; init; }

    /// <summary>PEM file with certificates of authorities to trust beside, or instead of, the system's.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Trust only <see cref="CertificateFile"/>.</summary>
    public bool OnlyThatAuthority { get; init; }

    internal IWebProxy? WebProxy() => Proxy is null ? null : new WebProxy(new UriBuilder(Proxy) { UserName = "", Password = "" }.Uri)
    {
        Credentials = Proxy.UserInfo.Length == 0 ? null
            : new NetworkCredential(Uri.UnescapeDataString(Proxy.UserInfo.Split(':')[0]), Uri.UnescapeDataString(Proxy.UserInfo.Split(':').ElementAtOrDefault(1) ?? "")),
    };
}
