using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Inquest.Bench.Ingest;

/// <summary>One keep-alive connection that posts the same body with its own ids. It is lean, because it shares the two cores with the server.</summary>
sealed class Connection : IDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly RequestBody _body;
    readonly byte[] _request;
    readonly int _bodyOffset;
    readonly byte[] _response = new byte[16 * 1024];

    public Connection(Uri server, string path, RequestBody body)
    {
        _body = body;
        var head = $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: {body.ContentType}\r\nContent-Length: {body.Bytes.Length}\r\n\r\n";
        _request = [.. Encoding.ASCII.GetBytes(head), .. body.Bytes];
        _bodyOffset = head.Length;
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, server.Port));
    }

    /// <summary>Id of the event that the last call sent, 32 hex digits.</summary>
    public string LastId { get; private set; } = "";

    /// <summary>Sends one request and returns the status; 0 when the connection broke.</summary>
    public async ValueTask<int> PostAsync(int bug)
    {
        LastId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _body.Personalise(_request.AsSpan(_bodyOffset), Encoding.ASCII.GetBytes(LastId), bug);
        try
        {
            for (var sent = 0; sent < _request.Length;)
            {
                sent += await _socket.SendAsync(_request.AsMemory(sent));
            }

            return await ReadAnswerAsync();
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    async ValueTask<int> ReadAnswerAsync()
    {
        var length = 0;
        while (length < _response.Length)
        {
            var read = await _socket.ReceiveAsync(_response.AsMemory(length));
            if (read == 0)
            {
                return 0;
            }

            length += read;
            if (IsWhole(_response.AsSpan(0, length)))
            {
                return int.Parse(_response.AsSpan(9, 3), CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.ASCII.GetString(answer[..end]);
        var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8) || !head.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        }

        var value = head.AsSpan(at + "content-length:".Length);
        var stop = value.IndexOf('\r');
        return answer.Length >= end + 4 + int.Parse((stop < 0 ? value : value[..stop]).Trim(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _socket.Dispose();
}
