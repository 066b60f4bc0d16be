using System.Net;

namespace Inquest.Server.Ingest;

/// <summary>The address of the machine that a report came from.</summary>
static class PeerAddress
{
    /// <summary>The first of <c>X-Forwarded-For</c> when the connection itself comes from this machine or a private net, else the connection's.</summary>
    public static string? Of(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        if (peer is null)
        {
            return null;
        }

        peer = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        var forwarded = context.Request.Headers["X-Forwarded-For"];
        return forwarded.Count > 0 && IsNear(peer) && IPAddress.TryParse(forwarded[0]!.Split(',')[0].Trim(), out var first)
            ? first.ToString()
            : peer.ToString();
    }

    // A reverse proxy stands on this machine or in this net; anybody else could write what they like into the header.
    static bool IsNear(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 4
            && (bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168));
    }
}
