using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Inquest.Protocol;
using Inquest.Protocol.Auth;
using Inquest.Protocol.Compression;
using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;

namespace Inquest.Server.Uploads;

/// <summary>What every upload request needs: who sends it, its JSON, and the ways to refuse.</summary>
sealed class UploadCalls(KeyDirectory keys, LiveLedger ledger, IngestLimits ingestLimits, ProtocolLimits protocolLimits, MemoryBudget memory)
{
    /// <summary>The client key of the request, or null after an answer.</summary>
    public async ValueTask<ProjectKey?> AdmitAsync(HttpContext context)
    {
        var request = context.Request;
        Cors.Answer(request, context.Response);
        var status = ClientAuth.TryParse(
            new AuthSources
            {
                SentryAuthHeader = request.Headers["X-Sentry-Auth"],
                AuthorizationHeader = request.Headers.Authorization,
                Query = request.QueryString.Value,
            },
            out var auth);
        if (status != AuthStatus.Ok)
        {
            await RefuseAsync(context, null, status.HttpStatus(), OutcomeReason.ProjectId, status.Detail());
            return null;
        }

        var key = keys.Find(auth!.PublicKey);
        if (key is null)
        {
            await RefuseAsync(context, null, 403, OutcomeReason.ProjectId, "unknown client key");
            return null;
        }

        if (!key.Settings.Allows(request.Headers.Origin))
        {
            await RefuseAsync(context, key, 403, OutcomeReason.Cors, "this project takes no reports from this origin");
            return null;
        }

        return key;
    }

    /// <summary>The body as JSON, or null after an answer.</summary>
    public async ValueTask<T?> ReadAsync<T>(HttpContext context, ProjectKey key, int bytesMax, JsonTypeInfo<T> type)
        where T : class
    {
        using var body = await RequestBody.ReadAsync(context.Request, ingestLimits with { RequestBytesMax = bytesMax }, memory, context.RequestAborted);
        ReadOnlyMemory<byte> decoded = default;
        if (body is null || ContentDecoder.Decode(body.Bytes, context.Request.Headers.ContentEncoding, protocolLimits, out decoded) == DecodeStatus.TooLarge
            || decoded.Length > bytesMax)
        {
            await RefuseAsync(context, key, 413, OutcomeReason.TooLarge("request"), $"the request may have {bytesMax} bytes");
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(decoded.Span, type) is { } value)
            {
                return value;
            }
        }
        catch (JsonException)
        {
        }

        await RefuseAsync(context, key, 400, OutcomeReason.InvalidJson, "the body is not the JSON object that /api/openapi.json describes");
        return null;
    }

    public async Task RefuseAsync(HttpContext context, ProjectKey? key, int status, string reason, string detail)
    {
        ledger.Add(key, new Outcome(OutcomeKind.Invalid, DataCategory.Error, reason));
        await IngestAnswer.ErrorAsync(context.Response, status, detail);
    }

    public static Task AnswerAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentLength = body.Length;
        return context.Response.BodyWriter.WriteAsync(body).AsTask();
    }
}
