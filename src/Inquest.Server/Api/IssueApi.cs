using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Storage.Decisions;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>Issues: list, one, decision.</summary>
static class IssueApi
{
    public static Task ListAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        if (!Enum.TryParse<IssueTabFilter>(call.Query("tab") ?? "open", ignoreCase: true, out var tab))
        {
            return call.RefuseAsync("tab is open, new, regressed, ignored or resolved.");
        }

        if (!Enum.TryParse<IssueOrder>((call.Query("sort") ?? "last-seen").Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var order))
        {
            return call.RefuseAsync("sort is last-seen, first-seen, events or users.");
        }

        var limit = int.TryParse(call.Query("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? Math.Clamp(wanted, 1, ApiLimits.ItemsPerPageMax)
            : QueryLimits.IssuesPerPage;
        var found = call.Service<IssueQueries>().List(
            project.Id, tab, order, SearchQuery.Parse(call.Query("query")), IssueCursor.Parse(call.Query("cursor")),
            call.Service<TimeProvider>().GetUtcNow(), limit);
        return call.JsonAsync(
            new Page<IssueBody>([.. found.Issues.Select(issue => Body(call, issue))], found.Next?.ToString()), ApiJson.Default.PageIssueBody);
    }

    public static Task GetAsync(ApiCall call) => Find(call) is { } issue
        ? call.JsonAsync(Body(call, issue), ApiJson.Default.IssueBody)
        : call.NotFoundAsync("The organisation has no such issue.");

    public static async Task ChangeAsync(ApiCall call)
    {
        if (Find(call) is not { } issue)
        {
            await call.NotFoundAsync("The organisation has no such issue.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.IssueChange) is not { } change)
        {
            return;
        }

        IssueDecision? decision = change.State switch
        {
            "open" => IssueDecision.Reopen,
            "ignored" => IssueDecision.Ignore,
            "resolved" when change.InNextRelease => IssueDecision.ResolveInNextRelease,
            "resolved" => IssueDecision.Resolve,
            _ => null,
        };
        if (decision is not { } wanted)
        {
            await call.RefuseAsync("state is open, resolved or ignored.");
            return;
        }

        call.Service<IssueDecisions>().Apply([issue.Id], wanted, call.Access.UserId, call.Access.Name);
        await GetAsync(call);
    }

    static IssueSummary? Find(ApiCall call)
    {
        var queries = call.Service<IssueQueries>();
        var id = call.RouteNumber("issue") ?? queries.FindByShortId(call.Route("issue"));
        var found = id is { } number ? queries.Find(number, call.Service<TimeProvider>().GetUtcNow()) : null;
        return found is not null && call.Owns(found.Summary.ProjectId) ? found.Summary : null;
    }

    static IssueBody Body(ApiCall call, IssueSummary issue) => new()
    {
        Id = issue.Id,
        ShortId = issue.ShortId,
        ProjectId = issue.ProjectId,
        Title = issue.Title,
        Culprit = issue.Culprit,
        Kind = issue.Kind,
        Level = issue.Level,
        Platform = issue.Platform,
        IsCrash = issue.IsCrash,
        State = issue.State,
        Substate = issue.Substate,
        FirstSeen = DateTimeOffset.FromUnixTimeMilliseconds(issue.FirstSeen),
        LastSeen = DateTimeOffset.FromUnixTimeMilliseconds(issue.LastSeen),
        FirstRelease = issue.FirstRelease,
        LastRelease = issue.LastRelease,
        Events = issue.Events,
        Users = issue.Users,
        EventsWithoutSymbols = issue.SymbolProblems,
        Days = issue.Days,
        Url = $"{call.Address}/issues/{issue.Id}",
    };
}
