using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Client.Consent;

namespace Inquest.Client.Delivery;

/// <summary>Tells the server what a person chose, and hears what they chose on another machine.</summary>
sealed class ConsentTransport(Wire wire)
{
    const int AnswerBytes = 4 << 10;

    /// <summary>Agrees with the server; the later choice is the one that holds.</summary>
    public async Task AgreeAsync(ConsentFile consent, string userHash, CancellationToken cancellation)
    {
        if (consent.IsUntold)
        {
            using var content = new ByteArrayContent(Write(consent, userHash));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await wire.SendAsync(HttpMethod.Post, Address, content, 0, null, cancellation).ConfigureAwait(false);
            if (answer.Kind == AnswerKind.Taken)
            {
                consent.Told();
            }
        }

        await wire.SendAsync(
            HttpMethod.Get, $"{Address}?user_hash={userHash}", null, 0,
            async (answer, stopping) =>
            {
                if (answer.IsSuccessStatusCode)
                {
                    await AdoptAsync(consent, answer, stopping).ConfigureAwait(false);
                }

                return wire.Plain(answer);
            },
            cancellation).ConfigureAwait(false);
    }

    string Address => wire.Dsn.ServerBase + "/api/crash/consent";

    static byte[] Write(ConsentFile consent, string userHash)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("user_hash", userHash);
            json.WriteString("state", consent.State == ConsentState.Given ? "given" : "revoked");
            json.WriteNumber("textVersion", consent.TextVersion);
            json.WriteString("changedAt", consent.ChangedAt ?? default);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    static async Task AdoptAsync(ConsentFile consent, HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var bytes = new byte[AnswerBytes];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("state", out var state) && root.TryGetProperty("changedAt", out var at)
                && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time)
                && root.TryGetProperty("textVersion", out var version) && version.TryGetInt32(out var text))
            {
                if (state.ValueEquals("given"u8))
                {
                    consent.Adopt(ConsentState.Given, time, text);
                }
                else if (state.ValueEquals("revoked"u8))
                {
                    consent.Adopt(ConsentState.Revoked, time, text);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not our server's words: what was said here holds.
        }
    }
}
