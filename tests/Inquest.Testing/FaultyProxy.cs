using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Inquest.Testing;

/// <summary>A network between a client and a server that fails as networks do, a fault for each connection.</summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly IPEndPoint _server;
    readonly Random _random;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<NetworkFault, int> _counts = new();
    readonly Task _accepting;

    /// <param name="server">Where good connections lead.</param>
    /// <param name="seed">The same seed draws the same faults.</param>
    public FaultyProxy(Uri server, int seed)
    {
        _server = new IPEndPoint(IPAddress.Parse(server.Host), server.Port);
        _random = new Random(seed);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Which faults connections draw from; the first is drawn half of the time.</summary>
    public IReadOnlyList<NetworkFault> Faults { get; set; } = [NetworkFault.None];

    /// <summary>Bytes of a request, and of an answer, within which connections are cut.</summary>
    public int CutWithin { get; set; } = 4_000;

    public IReadOnlyDictionary<NetworkFault, int> Counts => _counts;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task ServeAsync(Socket client)
    {
        NetworkFault fault;
        int at;
        lock (_random)
        {
            fault = _random.Next(2) == 0 ? Faults[0] : Faults[_random.Next(Faults.Count)];
            at = _random.Next(CutWithin);
        }

        _counts.AddOrUpdate(fault, 1, static (_, count) => count + 1);
        using (client)
        {
            try
            {
                await ServeAsync(client, fault, at);
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // One of the two went away, as it may.
            }

            // A reset, not an orderly end: what was on its way is lost.
            if (fault is NetworkFault.CutRequest or NetworkFault.CutAnswer or NetworkFault.Down)
            {
                client.LingerState = new LingerOption(true, 0);
            }
        }
    }

    async Task ServeAsync(Socket client, NetworkFault fault, int at)
    {
        switch (fault)
        {
            case NetworkFault.Down:
                return;
            case NetworkFault.Hang:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return;
            case NetworkFault.Garbage:
                await ReadHeadAsync(client);
                await client.SendAsync("\u0001\u0002 SMTP 220 hello\r\n\r\n<html>"u8.ToArray(), _stop.Token);
                return;
            case NetworkFault.Portal:
                await ReadHeadAsync(client);
                await SayAsync(client, "200 OK", "<html>Please accept the terms of this hotel</html>", "Content-Type: text/html");
                return;
            case NetworkFault.Answer500 or NetworkFault.Answer503 or NetworkFault.Answer429 or NetworkFault.Answer429After:
                await ReadHeadAsync(client);
                await SayAsync(client, StatusOf(fault), "no", fault == NetworkFault.Answer429After ? "Retry-After: 1" : "X-Proxy: faulty");
                return;
        }

        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(_server, _stop.Token);
        var up = RelayAsync(client, server, fault == NetworkFault.CutRequest ? at : long.MaxValue);
        var down = RelayAsync(server, client, fault == NetworkFault.CutAnswer ? at % 600 : long.MaxValue);
        await Task.WhenAny(up, down);
        if (fault == NetworkFault.None)
        {
            await Task.WhenAll(up, down);
        }
    }

    async Task RelayAsync(Socket from, Socket to, long bytes)
    {
        var buffer = new byte[16 << 10];
        while (bytes > 0)
        {
            var read = await from.ReceiveAsync(buffer, _stop.Token);
            if (read == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            var passed = (int)Math.Min(read, bytes);
            await to.SendAsync(buffer.AsMemory(0, passed), _stop.Token);
            bytes -= passed;
        }
    }

    async Task ReadHeadAsync(Socket client)
    {
        var buffer = new byte[16 << 10];
        await client.ReceiveAsync(buffer, _stop.Token);
    }

    async Task SayAsync(Socket client, string status, string body, string header)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), _stop.Token);
        client.Shutdown(SocketShutdown.Send);
        // Reading on lets the client see the answer before a reset.
        var rest = new byte[16 << 10];
        while (await client.ReceiveAsync(rest, _stop.Token) > 0)
        {
        }
    }

    static string StatusOf(NetworkFault fault) => fault switch
    {
        NetworkFault.Answer500 => "500 Internal Server Error",
        NetworkFault.Answer503 => "503 Service Unavailable",
        _ => "429 Too Many Requests",
    };
}
