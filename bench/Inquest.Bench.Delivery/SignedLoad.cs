using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Inquest.Bench.Delivery;

/// <summary>Asks for addresses over some connections, each time for another user's other crash, and prints the rate.</summary>
static class SignedLoad
{
    public static async Task<int> RunAsync(Uri server, string key, int connections, TimeSpan duration)
    {
        var (began, all, good) = (Stopwatch.GetTimestamp(), 0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
            var answer = new byte[8 << 10];
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                await socket.SendAsync(Request(server, key));
                var length = await socket.ReceiveAsync(answer);
                Interlocked.Increment(ref all);
                if (length > 100 && answer.AsSpan(0, 12).SequenceEqual("HTTP/1.1 200"u8))
                {
                    Interlocked.Increment(ref good);
                }
                else
                {
                    Console.Error.WriteLine(Encoding.UTF8.GetString(answer, 0, Math.Min(length, 300)));
                    return;
                }
            }
        })));
        Console.WriteLine($"requests={all} good={good} rate={good / Stopwatch.GetElapsedTime(began).TotalSeconds:F0}");
        return all == good ? 0 : 1;
    }

    static byte[] Request(Uri server, string key)
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(64));
        var body = $$"""{"crashId":"{{random[..32]}}","kind":"minidump","size":3000,"release":"game@1.0","platform":"native","signature_hint":"{{random[32..64]}}","user_hash":"{{random[64..]}}"}""";
        return Encoding.ASCII.GetBytes($"POST /api/crash/signed-url?sentry_key={key} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
