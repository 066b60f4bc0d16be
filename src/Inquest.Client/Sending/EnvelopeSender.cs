using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Inquest.Client.Delivery;
using Inquest.Client.Events;
using Inquest.Client.Sampling;
using Inquest.Protocol.Auth;

namespace Inquest.Client.Sending;

/// <summary>Sends one small envelope: an event, a session update, counts of what was left out. Crash reports go through the spool.</summary>
sealed class EnvelopeSender(HttpClient http, Dsn dsn, ClientLimits limits, TimeProvider time)
{
    readonly Uri _address = new(dsn.ApiBase + "envelope/");
    readonly string _authentication = string.Create(CultureInfo.InvariantCulture,
        $"Sentry sentry_version=7, sentry_client={EventFacts.SdkName}/{EventFacts.SdkVersion}, sentry_key={dsn.PublicKey}");

    /// <param name="eventId">Null unless there is an event.</param>
    /// <param name="items">Type and payload of each.</param>
    /// <param name="drops">Counts that ride along.</param>
    /// <param name="cancellation">Gives up; the caller does not know then whether it was taken.</param>
    public async Task<ServerAnswer> SendAsync(
        string? eventId, IReadOnlyList<(string Type, byte[] Payload)> items, IReadOnlyList<DropCount> drops, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Pack(eventId, items, drops) };
        request.Headers.TryAddWithoutValidation("X-Sentry-Auth", _authentication);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(EventFacts.SdkName, EventFacts.SdkVersion));
        try
        {
            timeout.CancelAfter(limits.RequestTimeout);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return ServerAnswer.Of(answer.StatusCode, answer.Headers, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ServerAnswer.Timeout;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ServerAnswer.Network;
        }
    }

    ByteArrayContent Pack(string? eventId, IReadOnlyList<(string Type, byte[] Payload)> items, IReadOnlyList<DropCount> drops)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Header(eventId));
            foreach (var (type, payload) in items)
            {
                Item(gzip, type, payload);
            }

            if (drops.Count > 0)
            {
                Item(gzip, "client_report", ClientReport(drops));
            }
        }

        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-sentry-envelope");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    byte[] Header(string? eventId)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (eventId is not null)
            {
                json.WriteString("event_id", eventId);
            }

            // Servers measure the clock's error by it.
            json.WriteString("sent_at", time.GetUtcNow().UtcDateTime);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    static void Item(Stream output, string type, byte[] payload)
    {
        output.Write(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","length":{{payload.Length}}}""" + "\n"));
        output.Write(payload);
        output.Write("\n"u8);
    }

    byte[] ClientReport(IReadOnlyList<DropCount> drops)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().UtcDateTime);
            json.WriteStartArray("discarded_events");
            foreach (var (reason, category, quantity) in drops)
            {
                json.WriteStartObject();
                json.WriteString("reason", reason);
                json.WriteString("category", category);
                json.WriteNumber("quantity", quantity);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
