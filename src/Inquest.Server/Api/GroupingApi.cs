using System.Globalization;
using Inquest.Grouping.Rules;
using Inquest.Server.Api.Wire;
using Inquest.Server.Regrouping;
using Inquest.Storage.Regrouping;

namespace Inquest.Server.Api;

/// <summary>Grouping rules: read, looked at over stored events, changed, taken back.</summary>
static class GroupingApi
{
    public static Task RulesAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(Body(call.Service<RuleQueue>().Revisions.Current(project.Id)), ApiJson.Default.RevisionBody)
        : call.NotFoundAsync("The organisation has no such project.");

    public static Task RevisionsAsync(ApiCall call) => call.Project() is { } project
        ? ApiPaging.AnswerAsync(call, call.Service<RuleQueue>().Revisions.List(project.Id, ApiLimits.RevisionsMax), Body, ApiJson.Default.PageRevisionBody)
        : call.NotFoundAsync("The organisation has no such project.");

    /// <summary>What the rules of the body would do; nothing is written.</summary>
    public static async Task PreviewAsync(ApiCall call)
    {
        if (await ReadAsync(call) is not var (project, text))
        {
            return;
        }

        var days = int.TryParse(call.Query("sinceDays"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, ApiLimits.PreviewDaysMax) : ApiLimits.PreviewDays;
        var since = call.Service<TimeProvider>().GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        var preview = await Task.Run(() => call.Service<RuleQueue>().Regrouper.Preview(project, RuleSet.Parse(text).Rules!, since, call.Context.RequestAborted), call.Context.RequestAborted);
        await call.JsonAsync(PreviewBody.Of(preview, days), ApiJson.Default.PreviewBody);
    }

    /// <summary>Makes the rules of the body hold, for events to come and in the background for those that are there.</summary>
    public static async Task SaveAsync(ApiCall call)
    {
        if (await ReadAsync(call) is not var (project, text))
        {
            return;
        }

        var queue = call.Service<RuleQueue>();
        var expected = long.TryParse(call.Query("revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        if (queue.Revisions.Save(project, text, "", null, "API", expected) is null)
        {
            await call.RefuseAsync("Somebody saved other rules meanwhile. Read them and try again.");
            return;
        }

        queue.Hurry();
        await call.JsonAsync(Body(queue.Revisions.Current(project)), ApiJson.Default.RevisionBody);
    }

    public static Task UndoAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var queue = call.Service<RuleQueue>();
        if (queue.Revisions.Undo(project.Id, null, "API") is null)
        {
            return call.RefuseAsync("There is no revision to take back.");
        }

        queue.Hurry();
        return call.JsonAsync(Body(queue.Revisions.Current(project.Id)), ApiJson.Default.RevisionBody);
    }

    // Every error is told, and the rules that hold stay.
    static async Task<(long Project, string Text)?> ReadAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return null;
        }

        if (await call.ReadAsync(ApiJson.Default.RulesBody, ApiLimits.RuleBodyBytesMax) is not { Text: { } text })
        {
            return null;
        }

        var file = RuleSet.Parse(text);
        if (file.Rules is null)
        {
            await call.RefuseAsync("The rules have errors; none was taken. " + string.Join(" ", file.Errors.Select(error => $"{error}")));
            return null;
        }

        return (project.Id, text);
    }

    static RevisionBody Body(GroupingRevision? revision) => revision is null
        ? new(0, "", "", "", null, "done", 0, 0, 0, null)
        : new(
            revision.Revision, revision.Text, revision.Note, revision.Actor, DateTimeOffset.FromUnixTimeMilliseconds(revision.CreatedAt), revision.Phase,
            revision.LookedAt, revision.Moved, revision.CreatedIssues, revision.DoneAt is { } done ? DateTimeOffset.FromUnixTimeMilliseconds(done) : null);
}
