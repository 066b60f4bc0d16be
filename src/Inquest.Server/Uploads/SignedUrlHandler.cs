using System.Text.Json;
using Inquest.Protocol.Outcomes;
using Inquest.Server.Consent;
using Inquest.Server.Ingest;
using Inquest.Server.Pipeline;
using Inquest.Storage.Pipeline;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Spool;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Uploads;

/// <summary><c>POST /api/crash/signed-url</c>: where to upload a crash, or that it is counted and its body not wanted (protocol §10).</summary>
sealed class SignedUrlHandler(
    UploadCalls calls, GrantSigner signer, RepeatGuard repeats, CallerGuard callers, UploadFolder folder, SpoolWriter spool, Database database,
    LiveLedger ledger, ConsentDirectory consent, PipelineCounts counts, PublicAddress address, UploadLimits limits, TimeProvider time)
{
    static readonly IReadOnlyDictionary<string, string> UploadHeaders = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Content-Type"] = "application/octet-stream",
    };

    public async Task HandleAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context) is not { } key
            || await calls.ReadAsync(context, key, UploadLimits.RequestBytesMax, UploadJson.Default.SignedUrlRequest) is not { } asked)
        {
            return;
        }

        var user = UploadText.Hash(asked.UserHash);
        if (!callers.Admit(key.ProjectId, user, PeerAddress.Of(context), out var wait))
        {
            ledger.Add(key, new Outcome(OutcomeKind.Abuse, DataCategory.Error, "upload_requests"));
            context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await IngestAnswer.ErrorAsync(context.Response, 429, "this client asks far too often; it may come back in a minute");
            return;
        }

        if (await CheckAsync(context, key, asked) is not { } crash)
        {
            return;
        }

        var labels = new PipelineLabels(key.ProjectId, UploadText.Short(asked.Platform), UploadText.Short(asked.Release));
        if (asked.CrashId is not null && IsThere(key, crash.Id))
        {
            await SkipAsync(context, crash.Id, "already-received");
            return;
        }

        var userNumber = UserHash.OfHashedId(UserHash.HashedIdPrefix + user);
        if (consent.IsRevoked(key.ProjectId, userNumber))
        {
            ledger.Add(key, new Outcome(OutcomeKind.Filtered, DataCategory.Error, OutcomeReason.Consent, asked.Count ?? 1));
            await SkipAsync(context, crash.Id, "consent");
            return;
        }

        var isRepeated = asked.Count is null && userNumber is { } one && crash.Fingerprint is { } fingerprint
            && !repeats.TryReserve(key.ProjectId, one, fingerprint, crash.Id);
        if (asked.Count is not null || isRepeated)
        {
            var counted = new CountedCrash
            {
                Fingerprint = crash.Fingerprint ?? "",
                UserHash = user,
                Release = labels.Release,
                Platform = labels.Platform,
                CrashedAt = asked.CrashedAt ?? time.GetUtcNow(),
                Count = asked.Count ?? 1,
            };
            if (!await CountAsync(key, crash.Id, counted))
            {
                await calls.RefuseAsync(context, key, 503, OutcomeReason.Internal, "the server cannot store reports now");
                return;
            }

            counts.Add(labels, PipelineMeasure.Suppressed, counted.Count);
            await SkipAsync(context, crash.Id, isRepeated ? "repeated" : "counted");
            return;
        }

        var grant = new UploadGrant(
            new UploadKey(key.ProjectId, key.KeyId, crash.Id), crash.Kind, asked.Size, time.GetUtcNow() + limits.AddressLifetime, UploadText.Hash(asked.Sha256));
        counts.Add(labels, PipelineMeasure.Issued, 1);
        await UploadCalls.AnswerAsync(
            context, 200,
            new SignedUrlAnswer
            {
                CrashId = crash.Id,
                Url = address.Of(context.Request) + signer.Sign(grant),
                Method = "PUT",
                Headers = UploadHeaders,
                Key = grant.Key.ToString(),
                ExpiresAt = grant.ExpiresAt,
            },
            UploadJson.Default.SignedUrlAnswer);
    }

    async ValueTask<AskedCrash?> CheckAsync(HttpContext context, ProjectKey key, SignedUrlRequest asked)
    {
        var id = asked.CrashId is null ? EventId.New() : EventId.Normalise(asked.CrashId);
        var isCount = asked.Count is not null;
        var fault = id is null ? "crashId is not 32 hex digits"
            : isCount && asked.Count is < 1 or > UploadLimits.CopiesPerRequestMax ? $"count lies outside of 1…{UploadLimits.CopiesPerRequestMax}"
            : isCount && asked.CrashId is null ? "counted copies need a crashId, so that they are counted once"
            : !isCount && asked.Size < 1 ? "size is missing: the bytes of the upload"
            : asked.UserHash is not null && UploadText.Hash(asked.UserHash) is null ? "user_hash is not 64 hex digits"
            : asked.Sha256 is not null && UploadText.Hash(asked.Sha256) is null ? "sha256 is not 64 hex digits"
            : null;
        if (fault is not null)
        {
            await calls.RefuseAsync(context, key, 400, OutcomeReason.Payload, fault);
            return null;
        }

        if (!GrantSigner.TryKind(asked.Kind ?? "minidump", out var kind))
        {
            await calls.RefuseAsync(context, key, 400, OutcomeReason.UnsupportedItem(asked.Kind!), "kind is neither minidump nor json");
            return null;
        }

        var bytesMax = kind == UploadKind.Json ? limits.EventBytesMax : limits.DumpBytesMax;
        if (asked.Size > bytesMax)
        {
            await calls.RefuseAsync(context, key, 413, OutcomeReason.TooLarge("upload"), $"the upload may have {bytesMax} bytes");
            return null;
        }

        if (!isCount && folder.Bytes + asked.Size > limits.UnconfirmedBytesMax)
        {
            await calls.RefuseAsync(context, key, 503, OutcomeReason.Internal, "too many uploads are unfinished; come back later");
            return null;
        }

        return new AskedCrash(id!, kind, UploadText.Fingerprint(asked.SignatureHint));
    }

    bool IsThere(ProjectKey key, string crashId)
    {
        if (folder.IsDone(new UploadKey(key.ProjectId, key.KeyId, crashId)))
        {
            return true;
        }

        using var reader = database.Read();
        return CrashUploads.HasEvent(reader.Connection, key.ProjectId, crashId);
    }

    async ValueTask<bool> CountAsync(ProjectKey key, string crashId, CountedCrash counted)
    {
        var record = new IngestRecord
        {
            Kind = IngestKind.CountedCrash,
            ProjectId = key.ProjectId,
            KeyId = key.KeyId,
            ReceivedAt = time.GetUtcNow(),
            EventId = crashId,
        };
        try
        {
            await spool.AppendAsync(record.WriteHead(), JsonSerializer.SerializeToUtf8Bytes(counted, UploadJson.Default.CountedCrash));
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    static Task SkipAsync(HttpContext context, string crashId, string reason) => UploadCalls.AnswerAsync(
        context, 200, new SignedUrlAnswer { CrashId = crashId, Skip = true, Reason = reason }, UploadJson.Default.SignedUrlAnswer);

    sealed record AskedCrash(string Id, UploadKind Kind, string? Fingerprint);
}
