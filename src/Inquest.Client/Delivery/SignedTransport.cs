using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Inquest.Client.Spool;

namespace Inquest.Client.Delivery;

/// <summary>Asks for a signed address, PUTs the dump there and confirms. A broken upload goes on where it was, also at the next launch.</summary>
sealed class SignedTransport(Wire wire)
{
    // Below this size sending again is cheaper than asking how much is there.
    const long ResumeBytes = 256 << 10;

    // An answer is a few hundred bytes; a portal's page is not read to its end.
    const int AnswerBytes = 64 << 10;

    readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    public async Task<ServerAnswer> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        var report = outgoing.Report;
        var size = new FileInfo(report.DumpPath!).Length;
        var hash = await HashAsync(report.DumpPath!, cancellation).ConfigureAwait(false);
        SignedAddress? address = null;
        var answer = await AskAsync(json => WriteAsk(json, outgoing, size, hash), found => address = found, cancellation).ConfigureAwait(false);
        if (answer.Kind != AnswerKind.Taken || address is null)
        {
            return answer;
        }

        var offset = size >= ResumeBytes || !_begun.Add(report.Id) ? await OffsetAsync(address, size, cancellation).ConfigureAwait(false) : 0;
        if (offset < size)
        {
            answer = await PutAsync(report, address, offset, size, cancellation).ConfigureAwait(false);
            if (answer.Kind != AnswerKind.Taken)
            {
                return answer;
            }
        }

        return await ConfirmAsync(outgoing, address, size, hash, cancellation).ConfigureAwait(false);
    }

    /// <summary>Tells of a crash that was not sent because it was sent often enough; its issue counts it.</summary>
    public Task<ServerAnswer> CountAsync(SuppressedReport copy, CancellationToken cancellation) => AskAsync(
        json =>
        {
            json.WriteString("crashId", copy.Id);
            json.WriteNumber("count", 1);
            json.WriteString("signature_hint", copy.Fingerprint);
            WriteIfAny(json, "release", copy.Release);
            WriteIfAny(json, "platform", copy.Platform);
            WriteIfAny(json, "user_hash", copy.UserHash);
            json.WriteString("crashedAt", copy.CrashedAt);
        },
        _ => { },
        cancellation);

    static void WriteAsk(Utf8JsonWriter json, Outgoing outgoing, long size, string hash)
    {
        json.WriteString("crashId", outgoing.Report.Id);
        json.WriteString("kind", "minidump");
        json.WriteNumber("size", size);
        json.WriteString("sha256", hash);
        json.WriteString("crashedAt", outgoing.Report.WrittenAt);
        WriteLabels(json, outgoing);
    }

    async Task<ServerAnswer> AskAsync(Action<Utf8JsonWriter> write, Action<SignedAddress> found, CancellationToken cancellation)
    {
        using var content = Json(write, WireCompression.None);
        return await wire.SendAsync(
            HttpMethod.Post, wire.Dsn.ServerBase + "/api/crash/signed-url", content, 0,
            async (answer, stopping) =>
            {
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
                {
                    return new ServerAnswer(AnswerKind.Unsupported, null, "no-signed-addresses");
                }

                var plain = wire.Plain(answer);
                if (plain.Kind != AnswerKind.Taken)
                {
                    return plain;
                }

                if (await ReadAsync(answer, stopping).ConfigureAwait(false) is not { } read)
                {
                    return ServerAnswer.Garbage;
                }

                if (read.Skip is { } why)
                {
                    return new ServerAnswer(why == "already-received" ? AnswerKind.Taken : AnswerKind.Counted, plain.RetryAfter, why);
                }

                found(read);
                return plain;
            },
            cancellation).ConfigureAwait(false);
    }

    async Task<long> OffsetAsync(SignedAddress address, long size, CancellationToken cancellation)
    {
        var offset = 0L;
        await wire.SendAsync(
            HttpMethod.Head, address.Url, null, 0,
            (answer, _) =>
            {
                if (answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Upload-Offset", out var values)
                    && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var there) && there <= size)
                {
                    offset = there;
                }

                return Task.FromResult(wire.Plain(answer));
            },
            cancellation).ConfigureAwait(false);
        return offset;
    }

    async Task<ServerAnswer> PutAsync(SpooledReport report, SignedAddress address, long offset, long size, CancellationToken cancellation)
    {
        using var content = new DumpRestContent(report.DumpPath!, offset, size, wire.Options.Compression);
        return await wire.SendAsync(
            HttpMethod.Put, address.Url, content, size - offset,
            (answer, _) => Task.FromResult((int)answer.StatusCode switch
            {
                // The upload was complete before its answer was lost.
                409 => new ServerAnswer(AnswerKind.Taken, null, "http-409"),
                // 202: not all arrived. The rest says that this address is of no use; a new one may be.
                202 or 400 or 403 or 404 or 410 or 416 => new ServerAnswer(AnswerKind.Later, null, $"http-{(int)answer.StatusCode}"),
                _ => wire.Plain(answer),
            }),
            cancellation).ConfigureAwait(false);
    }

    async Task<ServerAnswer> ConfirmAsync(Outgoing outgoing, SignedAddress address, long size, string hash, CancellationToken cancellation)
    {
        using var content = Json(
            json =>
            {
                json.WriteString("key", address.Key);
                json.WriteString("crashId", outgoing.Report.Id);
                json.WriteNumber("size", size);
                json.WriteString("sha256", hash);
                WriteIfAny(json, "environment", outgoing.Labels.Environment);
                WriteLabels(json, outgoing);
                json.WritePropertyName("event");
                json.WriteRawValue(outgoing.EventJson);
            },
            wire.Options.Compression);
        return await wire.SendAsync(
            HttpMethod.Post, wire.Dsn.ServerBase + "/api/crash/confirm", content, outgoing.EventJson.Length,
            async (answer, stopping) => (int)answer.StatusCode switch
            {
                // Only our server's own words mean that it has the report; a portal answers 200 to everything.
                202 => await IsConfirmationAsync(answer, outgoing.Report.Id, stopping).ConfigureAwait(false) ? wire.Plain(answer) : ServerAnswer.Garbage,
                404 or 409 or 422 => new ServerAnswer(AnswerKind.Later, null, $"http-{(int)answer.StatusCode}"),
                >= 200 and < 300 => ServerAnswer.Garbage,
                _ => wire.Plain(answer),
            },
            cancellation).ConfigureAwait(false);
    }

    static void WriteLabels(Utf8JsonWriter json, Outgoing outgoing)
    {
        WriteIfAny(json, "signature_hint", outgoing.Fingerprint);
        WriteIfAny(json, "release", outgoing.Labels.Release);
        WriteIfAny(json, "platform", outgoing.Labels.Platform);
        WriteIfAny(json, "user_hash", outgoing.Labels.UserHash);
    }

    static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    static HttpContent Json(Action<Utf8JsonWriter> write, WireCompression compression)
    {
        using var bytes = new MemoryStream();
        using (var packed = compression.Open(bytes))
        using (var json = new Utf8JsonWriter(packed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        compression.Announce(content.Headers);
        return content;
    }

    static async Task<SignedAddress?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var json = await ParseAsync(answer, cancellation).ConfigureAwait(false);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        if (root.TryGetProperty("skip", out var skip) && skip.ValueKind == JsonValueKind.True)
        {
            return new SignedAddress("", "", Text(root, "reason") ?? "counted");
        }

        return Text(root, "url") is { } url && Text(root, "key") is { } key && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" ? new SignedAddress(url, key, null) : null;
    }

    static async Task<bool> IsConfirmationAsync(HttpResponseMessage answer, string id, CancellationToken cancellation)
    {
        using var json = await ParseAsync(answer, cancellation).ConfigureAwait(false);
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "crashId") == id;
    }

    static async Task<JsonDocument?> ParseAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var bytes = new byte[AnswerBytes];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return JsonDocument.Parse(bytes.AsMemory(0, length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }

    /// <param name="Skip">Why there is no address; null when there is one.</param>
    sealed record SignedAddress(string Url, string Key, string? Skip);
}
