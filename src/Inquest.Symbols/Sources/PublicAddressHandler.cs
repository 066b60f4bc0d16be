using System.Net;
using System.Net.Sockets;

namespace Inquest.Symbols.Sources;

/// <summary>Connects to hosts that the operator named, and else only to addresses of the open internet.</summary>
/// <remarks>
/// The address is looked at when the connection is made, so that neither a redirect nor a name whose meaning changes between
/// two look-ups leads to inner machines.
/// </remarks>
static class PublicAddressHandler
{
    /// <param name="namedHosts">Hosts that may have any address.</param>
    /// <param name="limits">Time to connect.</param>
    public static SocketsHttpHandler Create(IReadOnlySet<string> namedHosts, SymbolLimits limits) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = limits.ResponseTimeout,
        UseCookies = false,
        // A proxy would look the name up itself, out of sight.
        UseProxy = false,
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, namedHosts, cancellation),
    };

    /// <summary>False for loopback, link-local, private, shared, multicast, reserved and documentation addresses (RFC 6890), of both families.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // 2000::/3 is all that is given out; of it 2001:db8::/32 is documentation, 2002::/16 and 2001::/32 carry IPv4 inside.
            return (bytes[0] & 0xE0) == 0x20
                && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8)
                && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0)
                && !(bytes[0] == 0x20 && bytes[1] == 0x02);
        }

        return (bytes[0], bytes[1]) switch
        {
            (0 or 10 or 127, _) => false,
            (100, >= 64 and <= 127) => false,
            (169, 254) => false,
            (172, >= 16 and <= 31) => false,
            (192, 168) => false,
            (192, 0) => bytes[2] is not (0 or 2),
            (198, 18 or 19) => false,
            (198, 51) => bytes[2] != 100,
            (203, 0) => bytes[2] != 113,
            ( >= 224, _) => false,
            _ => true,
        };
    }

    static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, IReadOnlySet<string> namedHosts, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host.Host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host.Host, cancellation);
        if (!namedHosts.Contains(host.Host))
        {
            var allowed = Array.FindAll(addresses, IsPublic);
            addresses = allowed.Length > 0 ? allowed : throw new PrivateAddressException(host.Host, addresses.FirstOrDefault());
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
