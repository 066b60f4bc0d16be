using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Inquest.Protocol.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inquest.Client.Tests;

/// <summary>A real HTTP server that takes envelopes and misbehaves on request.</summary>
sealed class FaultyServer : IAsyncDisposable
{
    readonly WebApplication _app;
    int _requests;

    FaultyServer(WebApplication app) => _app = app;

    /// <summary>What to do with request number n, from 0, instead of taking it; null takes it.</summary>
    public Func<int, HttpContext, Task<bool>>? Fault { get; set; }

    public int Requests => _requests;

    /// <summary>Times that each event id was taken.</summary>
    public ConcurrentDictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of minidumps by event id.</summary>
    public ConcurrentDictionary<string, byte[]> Dumps { get; } = new(StringComparer.Ordinal);

    /// <summary>Payloads of events by event id.</summary>
    public ConcurrentDictionary<string, byte[]> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>Session updates in the order of their arrival.</summary>
    public ConcurrentQueue<JsonElement> Sessions { get; } = new();

    public ConcurrentDictionary<string, long> Discarded { get; } = new(StringComparer.Ordinal);

    public Dsn Dsn { get; private set; } = null!;

    public static async Task<FaultyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null).UseUrls("http://127.0.0.1:0");
        var server = new FaultyServer(builder.Build());
        server._app.MapPost("/api/7/envelope/", server.HandleAsync);
        await server._app.StartAsync();
        var address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Assert.True(Dsn.TryParse($"http://{new string('a', 32)}@127.0.0.1:{address.Port}/7", out var dsn));
        server.Dsn = dsn!;
        return server;
    }

    public static Func<int, HttpContext, Task<bool>> Answers(params int?[] statuses) => (n, context) =>
    {
        if (n >= statuses.Length || statuses[n] is not { } status)
        {
            return Task.FromResult(false);
        }

        context.Response.StatusCode = status;
        return Task.FromResult(true);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task HandleAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _requests) - 1;
        if (Fault is { } fault && await fault(number, context))
        {
            return;
        }

        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(context.Request.Body, CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(body);
        }

        Take(body.ToArray());
        await context.Response.WriteAsync("{}");
    }

    void Take(byte[] envelope)
    {
        var at = 0;
        var head = JsonDocument.Parse(Line(envelope, ref at)).RootElement;
        while (at < envelope.Length)
        {
            var item = JsonDocument.Parse(Line(envelope, ref at)).RootElement;
            var payload = envelope.AsSpan(at, item.GetProperty("length").GetInt32()).ToArray();
            at += payload.Length + 1;
            switch (item.GetProperty("type").GetString())
            {
                case "event":
                    Bodies[head.GetProperty("event_id").GetString()!] = payload;
                    Events.AddOrUpdate(head.GetProperty("event_id").GetString()!, 1, (_, times) => times + 1);
                    break;
                case "session":
                    Sessions.Enqueue(JsonDocument.Parse(payload).RootElement);
                    break;
                case "attachment":
                    Assert.Equal("event.minidump", item.GetProperty("attachment_type").GetString());
                    Dumps[head.GetProperty("event_id").GetString()!] = payload;
                    break;
                case "client_report":
                    foreach (var row in JsonDocument.Parse(payload).RootElement.GetProperty("discarded_events").EnumerateArray())
                    {
                        Discarded.AddOrUpdate(row.GetProperty("reason").GetString()!, row.GetProperty("quantity").GetInt64(), (_, sum) => sum + row.GetProperty("quantity").GetInt64());
                    }

                    break;
            }
        }
    }

    static string Line(byte[] bytes, ref int at)
    {
        var length = bytes.AsSpan(at).IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(bytes, at, length);
        at += length + 1;
        return line;
    }
}
