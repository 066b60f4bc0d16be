using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;
using ZstdSharp;

namespace Inquest.Server.Uploads;

/// <summary><c>PUT</c> to a signed address: streams an object to disk. <c>HEAD</c> says how much of it is there.</summary>
/// <remarks>
/// A broken upload goes on with <c>Content-Range: bytes FIRST-LAST/TOTAL</c> from the <c>Upload-Offset</c> that HEAD answers. Offsets count
/// bytes of the object, before compression: each request may carry its rest gzipped or as zstd.
/// </remarks>
sealed class PutHandler(UploadCalls calls, GrantSigner signer, UploadFolder folder, KeyDirectory keys)
{
    const string OffsetHeader = "Upload-Offset";

    public async Task HeadAsync(HttpContext context)
    {
        if (await CheckAsync(context) is { } grant)
        {
            context.Response.Headers[OffsetHeader] = folder.LengthOf(grant.Key).ToString(CultureInfo.InvariantCulture);
            context.Response.Headers.CacheControl = "no-store";
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (await CheckAsync(context) is not { } grant)
        {
            return;
        }

        var project = keys.Project(grant.Key.ProjectId);
        var signature = context.Request.Query["signature"].ToString();
        if (folder.IsDone(grant.Key) || folder.IsComplete(grant.Key) || folder.IsUsed(grant.Key, signature))
        {
            await calls.RefuseAsync(context, project, 409, OutcomeReason.UploadReplayed, "this address was used: an address takes one upload");
            return;
        }

        if (context.Request.ContentLength > grant.BytesMax + 1024)
        {
            await calls.RefuseAsync(context, project, 413, OutcomeReason.TooLarge("upload"), $"this address takes {grant.BytesMax} bytes");
            return;
        }

        using var claim = folder.TryTake(grant.Key);
        if (claim is null)
        {
            await calls.RefuseAsync(context, project, 409, OutcomeReason.UploadReplayed, "another request is uploading this crash");
            return;
        }

        await ReceiveAsync(context, grant, project, signature);
    }

    async Task ReceiveAsync(HttpContext context, UploadGrant grant, ProjectKey project, string signature)
    {
        var (first, total) = (0L, (long?)null);
        var there = folder.LengthOf(grant.Key);
        if (context.Request.Headers.ContentRange.ToString() is { Length: > 0 } text)
        {
            if (!ContentRangeHeaderValue.TryParse(text, out var range) || range is not { Unit: "bytes", From: { } from })
            {
                await calls.RefuseAsync(context, project, 400, OutcomeReason.Payload, "Content-Range is not 'bytes FIRST-LAST/TOTAL'");
                return;
            }

            (first, total) = (from, range.Length);
        }

        if (first > there || total > grant.BytesMax)
        {
            context.Response.Headers[OffsetHeader] = there.ToString(CultureInfo.InvariantCulture);
            await calls.RefuseAsync(context, project, 416, OutcomeReason.Payload, $"{there} bytes are there: go on behind them");
            return;
        }

        if (Decoder(context.Request) is not { } body)
        {
            await calls.RefuseAsync(context, project, 415, OutcomeReason.ContentType, "Content-Encoding is neither gzip nor zstd");
            return;
        }

        long length;
        var isWhole = false;
        await using (body)
        await using (var part = folder.OpenPart(grant, first))
        {
            try
            {
                isWhole = await CopyAsync(body, part, grant.BytesMax, context.RequestAborted);
            }
            catch (Exception e) when (e is IOException or BadHttpRequestException or OperationCanceledException or InvalidDataException or ZstdException)
            {
                // What has arrived stays: the client goes on behind it.
                folder.Added(part.Length - there);
                if (e is InvalidDataException or ZstdException)
                {
                    await calls.RefuseAsync(context, project, 400, OutcomeReason.InvalidCompression, "the compressed body is damaged");
                }
                else if (!context.RequestAborted.IsCancellationRequested)
                {
                    await calls.RefuseAsync(context, project, 408, OutcomeReason.Payload, "the upload broke off");
                }

                return;
            }

            length = part.Length;
            part.Flush(flushToDisk: true);
        }

        folder.Added(length - there);
        if (!isWhole)
        {
            folder.Discard(grant.Key);
            folder.Added(-length);
            await calls.RefuseAsync(context, project, 413, OutcomeReason.TooLarge("upload"), $"this address takes {grant.BytesMax} bytes");
        }
        else if (total is { } wanted && length < wanted)
        {
            context.Response.Headers[OffsetHeader] = length.ToString(CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            folder.Complete(grant.Key, signature);
            context.Response.Headers[OffsetHeader] = length.ToString(CultureInfo.InvariantCulture);
            await IngestAnswer.EmptyAsync(context.Response, 200);
        }
    }

    /// <returns>False when there is more than the address allows.</returns>
    static async Task<bool> CopyAsync(Stream body, FileStream part, long bytesMax, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UploadLimits.CopyBufferBytes);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (part.Position + read > bytesMax)
                {
                    return false;
                }

                await part.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static Stream? Decoder(HttpRequest request)
    {
        switch (request.Headers.ContentEncoding.ToString().ToLowerInvariant())
        {
            case "" or "identity":
                return request.Body;
            case "gzip":
                return new GZipStream(request.Body, CompressionMode.Decompress);
            case "zstd":
                var zstd = new DecompressionStream(request.Body, leaveOpen: true);
                zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_dParameter.ZSTD_d_windowLogMax, UploadLimits.ZstdWindowLogMax);
                return zstd;
            default:
                return null;
        }
    }

    async ValueTask<UploadGrant?> CheckAsync(HttpContext context)
    {
        var verdict = signer.Check((string?)context.Request.RouteValues["key"], context.Request.Query, out var grant);
        var (status, reason, detail) = verdict switch
        {
            UploadVerdict.BadKey => (400, OutcomeReason.UploadKey, "this is no name of an object that this server gives"),
            UploadVerdict.Forged => (403, OutcomeReason.UploadForged, "the signature does not belong to this address"),
            UploadVerdict.Expired => (410, OutcomeReason.UploadExpired, "the address has expired: ask for a new one"),
            _ => default,
        };
        if (verdict != UploadVerdict.Good)
        {
            var project = verdict == UploadVerdict.Expired && UploadKey.TryParse((string?)context.Request.RouteValues["key"], out var key) ? keys.Project(key.ProjectId) : null;
            await calls.RefuseAsync(context, project, status, reason, detail);
        }

        return grant;
    }
}
