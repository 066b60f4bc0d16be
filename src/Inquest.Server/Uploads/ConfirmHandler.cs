using System.Text.Json;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Outcomes;
using Inquest.Server.Ingest;
using Inquest.Server.Pipeline;
using Inquest.Storage.Pipeline;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Spool;

namespace Inquest.Server.Uploads;

/// <summary><c>POST /api/crash/confirm</c>: checks what was uploaded and takes it, once however often it is asked.</summary>
sealed class ConfirmHandler(
    UploadCalls calls, UploadFolder folder, BlobStore blobs, SpoolWriter spool, RepeatGuard repeats, PipelineCounts counts, UploadLimits limits, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context) is not { } caller
            || await calls.ReadAsync(context, caller, limits.EventBytesMax + UploadLimits.RequestBytesMax, UploadJson.Default.ConfirmRequest) is not { } asked)
        {
            return;
        }

        if (!UploadKey.TryParse(asked.Key, out var key) || (asked.CrashId is not null && EventId.Normalise(asked.CrashId) != key.CrashId))
        {
            await calls.RefuseAsync(context, caller, 400, OutcomeReason.UploadKey, "key is not the one that came with the address");
            return;
        }

        if (key.ProjectId != caller.ProjectId || key.KeyId != caller.KeyId)
        {
            await calls.RefuseAsync(context, caller, 403, OutcomeReason.UploadSwapped, "this upload was not begun with this client key");
            return;
        }

        using var claim = folder.TryTake(key);
        if (claim is null)
        {
            context.Response.Headers.RetryAfter = "1";
            await calls.RefuseAsync(context, caller, 503, OutcomeReason.UploadReplayed, "another request is working on this upload");
        }
        else if (folder.IsDone(key))
        {
            await AcceptedAsync(context, key);
        }
        else if (await TakeAsync(context, caller, key, asked))
        {
            await AcceptedAsync(context, key);
        }
    }

    static Task AcceptedAsync(HttpContext context, UploadKey key) =>
        UploadCalls.AnswerAsync(context, 202, new ConfirmAnswer(key.CrashId, "accepted"), UploadJson.Default.ConfirmAnswer);

    async ValueTask<bool> TakeAsync(HttpContext context, ProjectKey caller, UploadKey key, ConfirmRequest asked)
    {
        var crash = new UploadedCrash
        {
            Release = UploadText.Short(asked.Release),
            Environment = UploadText.Short(asked.Environment),
            Fingerprint = UploadText.Fingerprint(asked.SignatureHint),
            UserHash = UploadText.Hash(asked.UserHash),
            Event = asked.Event is { ValueKind: JsonValueKind.Object } json ? json : null,
        };
        // A confirmation that broke off after its dump had moved goes on from there.
        if (folder.MovedTo(key) is not { } hash || !File.Exists(blobs.PathOf(Convert.FromHexString(hash))))
        {
            if (await CheckAsync(context, caller, key, asked) is not { } found)
            {
                return false;
            }

            if (found.Kind == UploadKind.Json)
            {
                return await KeepAsync(context, caller, key, crash with { Event = found.Event, Size = found.Size });
            }

            hash = Convert.ToHexStringLower(found.Hash!);
            folder.WillMove(key, hash);
            // The sweeper of blobs leaves young ones alone; this one is young from now on, whenever it was uploaded.
            File.SetLastWriteTimeUtc(folder.ObjectPath(key), time.GetUtcNow().UtcDateTime);
            blobs.Adopt(folder.ObjectPath(key), found.Hash);
            File.SetLastWriteTimeUtc(blobs.PathOf(found.Hash), time.GetUtcNow().UtcDateTime);
        }

        return await KeepAsync(context, caller, key, crash with { DumpHash = hash, Size = new FileInfo(blobs.PathOf(Convert.FromHexString(hash))).Length });
    }

    async ValueTask<Found?> CheckAsync(HttpContext context, ProjectKey caller, UploadKey key, ConfirmRequest asked)
    {
        if (folder.GrantOf(key) is not { } grant || !folder.IsComplete(key))
        {
            await calls.RefuseAsync(context, caller, 404, OutcomeReason.UploadMissing, "nothing, or not all of it, was uploaded under this key");
            return null;
        }

        var size = folder.LengthOf(key);
        var hash = await folder.HashAsync(key, context.RequestAborted);
        var hex = Convert.ToHexStringLower(hash);
        var fault = asked.Size is { } said && said != size ? $"{size} bytes were uploaded, not {said}"
            : (grant.Sha256 ?? hex) != hex || (asked.Sha256?.ToLowerInvariant() ?? hex) != hex ? "the upload hashes to something else: it was damaged on its way"
            : null;
        if (fault is not null)
        {
            folder.Discard(key);
            await calls.RefuseAsync(context, caller, 422, OutcomeReason.UploadDiffers, fault);
            return null;
        }

        if (grant.Kind == UploadKind.Json)
        {
            if (Parse(await File.ReadAllBytesAsync(folder.ObjectPath(key), context.RequestAborted)) is { } json)
            {
                return new Found(grant.Kind, null, json, size);
            }
        }
        else if (IsDump(key))
        {
            return new Found(grant.Kind, hash, null, size);
        }

        folder.Discard(key);
        await calls.RefuseAsync(
            context, caller, 400, grant.Kind == UploadKind.Json ? OutcomeReason.InvalidJson : OutcomeReason.InvalidMinidump,
            grant.Kind == UploadKind.Json ? "the upload is no JSON object" : "the upload is no minidump");
        return null;
    }

    bool IsDump(UploadKey key)
    {
        Span<byte> magic = stackalloc byte[4];
        using var file = File.OpenHandle(folder.ObjectPath(key));
        return RandomAccess.Read(file, magic, 0) == magic.Length && MinidumpFormReader.IsDump(magic);
    }

    static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    async ValueTask<bool> KeepAsync(HttpContext context, ProjectKey caller, UploadKey key, UploadedCrash crash)
    {
        var record = new IngestRecord
        {
            Kind = IngestKind.Upload,
            ProjectId = caller.ProjectId,
            KeyId = caller.KeyId,
            ReceivedAt = time.GetUtcNow(),
            EventId = key.CrashId,
            PeerAddress = caller.Settings.KeepPeerAddress ? PeerAddress.Of(context) : null,
        };
        try
        {
            await spool.AppendAsync(record.WriteHead(), JsonSerializer.SerializeToUtf8Bytes(crash, UploadJson.Default.UploadedCrash));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            await calls.RefuseAsync(context, caller, 503, OutcomeReason.Internal, "the server cannot store reports now");
            return false;
        }

        folder.Done(key);
        if (crash.Fingerprint is { } fingerprint && UserHash.OfHashedId(UserHash.HashedIdPrefix + crash.UserHash) is { } user)
        {
            repeats.Confirm(key.ProjectId, user, fingerprint, key.CrashId);
        }

        counts.Add(new PipelineLabels(key.ProjectId, null, crash.Release), PipelineMeasure.Confirmed, 1);
        return true;
    }

    sealed record Found(UploadKind Kind, byte[]? Hash, JsonElement? Event, long Size);
}
