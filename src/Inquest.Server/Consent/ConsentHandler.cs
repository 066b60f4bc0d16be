using Inquest.Protocol.Outcomes;
using Inquest.Server.Uploads;
using Inquest.Storage.Consent;

namespace Inquest.Server.Consent;

/// <summary><c>/api/crash/consent</c>: clients tell what their person chose, and hear what the person chose elsewhere.</summary>
sealed class ConsentHandler(UploadCalls calls, ConsentStore store, ConsentDirectory directory, TimeProvider time)
{
    // A client whose clock is ahead must not be able to outdate every later choice.
    static readonly TimeSpan ClockAhead = TimeSpan.FromMinutes(5);

    public async Task TellAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context) is not { } key
            || await calls.ReadAsync(context, key, UploadLimits.RequestBytesMax, ConsentJson.Default.ConsentRequest) is not { } told)
        {
            return;
        }

        if (UploadText.Hash(told.UserHash) is not { } hash || told.State is not (ConsentChange.Given or ConsentChange.Revoked))
        {
            await calls.RefuseAsync(context, key, 400, OutcomeReason.Payload, "user_hash must be 64 hex digits and state 'given' or 'revoked'");
            return;
        }

        var now = time.GetUtcNow();
        var at = told.ChangedAt is { } said && said < now + ClockAhead && said.Year > 1970 ? said : now;
        directory.Add(new ConsentChange(key.ProjectId, Convert.FromHexString(hash), told.State, told.TextVersion, at, now));
        await AnswerAsync(context, key.ProjectId, hash);
    }

    public async Task AskAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context) is not { } key)
        {
            return;
        }

        if (UploadText.Hash(context.Request.Query["user_hash"]) is not { } hash)
        {
            await calls.RefuseAsync(context, key, 400, OutcomeReason.Payload, "user_hash must be 64 hex digits");
            return;
        }

        await AnswerAsync(context, key.ProjectId, hash);
    }

    Task AnswerAsync(HttpContext context, long project, string hash)
    {
        var latest = store.Of(project, Convert.FromHexString(hash)).FirstOrDefault();
        return UploadCalls.AnswerAsync(
            context, 200, latest is null ? new ConsentAnswer("unknown", null, null) : new ConsentAnswer(latest.State, latest.TextVersion, latest.ChangedAt),
            ConsentJson.Default.ConsentAnswer);
    }
}
