using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Inquest.Client.Delivery;

/// <summary>Makes the HTTP client that uploads go through.</summary>
public static class DeliveryHttp
{
    /// <exception cref="IOException">The file of certificates cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It has no certificates.</exception>
    public static HttpClient Create(HttpOptions? options = null)
    {
        options ??= new HttpOptions();
        var handler = new SocketsHttpHandler
        {
            // A redirect on a POST is a portal that wants a click, not the server: it is tried again later.
            AllowAutoRedirect = false,
            UseProxy = !options.NoProxy,
            ConnectTimeout = TimeSpan.FromSeconds(30),
        };
        if (options.WebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (options.CertificateFile is { } file)
        {
            Trust(handler, file, options.OnlyThatAuthority);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    static void Trust(SocketsHttpHandler handler, string file, bool only)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, sent, errors) =>
        {
            if (errors == SslPolicyErrors.None && !only)
            {
                return true;
            }

            // A wrong name stays wrong whoever signed it.
            if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is null)
            {
                return false;
            }

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            if (sent is not null)
            {
                chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
            }

            using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            return chain.Build(leaf);
        };
    }
}
