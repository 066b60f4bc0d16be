using Inquest.Server.Api.Wire;
using Inquest.Server.Uploads;
using Inquest.Server.Workers;
using Inquest.Storage.Consent;

namespace Inquest.Server.Api;

/// <summary>One person's data: what they chose, what is there of them, and its erasure.</summary>
static class ConsentApi
{
    public static Task HistoryAsync(ApiCall call) => WithUserAsync(call, (project, hash) =>
    {
        var history = call.Service<ConsentStore>().Of(project, hash);
        return call.JsonAsync(
            new UserConsentBody(
                history.Count > 0 ? history[0].State : "unknown",
                [.. history.Select(change => new ConsentChangeBody(change.State, change.TextVersion, change.ChangedAt, change.ReceivedAt))]),
            ApiJson.Default.UserConsentBody);
    });

    /// <summary>A zip: consent.json, and each event's report and dump.</summary>
    public static Task ExportAsync(ApiCall call) => WithUserAsync(call, (project, hash) => UserExport.SendAsync(call.Context, project, hash));

    public static Task EraseAsync(ApiCall call) => WithUserAsync(call, async (project, hash) =>
    {
        var drainer = call.Service<Drainer>();
        // What the spool still holds of the person is an event first, and erased with the others.
        for (var i = 0; i < 100 && !drainer.IsIdle; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), call.Service<TimeProvider>(), call.Context.RequestAborted);
        }

        var erased = call.Service<UserErasure>().Erase(project, hash, call.Access.Name);
        call.Service<Storage.Spool.SpoolWriter>().EndSegment();
        await call.JsonAsync(new ErasedBody(erased.Events, erased.Files, erased.Rows, erased.Left), ApiJson.Default.ErasedBody);
    });

    static Task WithUserAsync(ApiCall call, Func<long, byte[], Task> work) =>
        call.Project() is not { } project ? call.NotFoundAsync("There is no such project.")
        : UploadText.Hash(call.Route("user")) is not { } hash ? call.RefuseAsync("A user is named by the SHA-256 over 'id:' and the account's id, 64 hex digits.")
        : work(project.Id, Convert.FromHexString(hash));
}
