using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Server.Regrouping;
using Inquest.Storage;
using Inquest.Storage.Accounts;
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

        var after = IssueCursor.Parse(call.Query("cursor"));
        if (after is null && call.Query("cursor") is { Length: > 0 })
        {
            return ApiPaging.RefuseAsync(call);
        }

        var found = call.Service<IssueQueries>().List(
            project.Id, tab, order, SearchQuery.Parse(call.Query("query")), after,
            call.Service<TimeProvider>().GetUtcNow(), ApiPaging.Limit(call));
        return call.JsonAsync(
            new Page<IssueBody>([.. found.Issues.Select(issue => Body(call, issue))], found.Next?.ToString()), ApiJson.Default.PageIssueBody);
    }

    public static Task GetAsync(ApiCall call) => Find(call) is { } issue
        ? call.JsonAsync(Body(call, issue), ApiJson.Default.IssueBody)
        : NotFoundAsync(call);

    public static async Task ChangeAsync(ApiCall call)
    {
        if (Find(call) is not { } issue)
        {
            await NotFoundAsync(call);
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
        var assignee = string.IsNullOrEmpty(change.Assignee) ? null : call.Service<MemberService>().Members(call.Access.OrganizationId)
            .FirstOrDefault(member => string.Equals(member.Email, change.Assignee, StringComparison.OrdinalIgnoreCase));
        if ((decision is null && (change.State is not null || change.Assignee is null))
            || change is { IgnoreDays: < 1 or > ApiLimits.IgnoreMax } or { IgnoreEvents: < 1 or > ApiLimits.IgnoreMax })
        {
            await call.RefuseAsync("state is open, resolved or ignored; ignoreDays and ignoreEvents are positive; without a state there is an assignee.");
            return;
        }

        if (assignee is null && change.Assignee is { Length: > 0 })
        {
            await call.RefuseAsync("assignee is the e-mail address of a member, or empty for nobody.");
            return;
        }

        var decisions = call.Service<IssueDecisions>();
        if (decision is { } wanted)
        {
            decisions.Apply([issue.Id], wanted, call.Access.UserId, call.Access.Name, new()
            {
                Until = change.IgnoreDays is { } days ? call.Service<TimeProvider>().GetUtcNow().AddDays(days) : null, MoreEvents = change.IgnoreEvents,
            });
        }

        if (change.Assignee is not null)
        {
            decisions.Apply([issue.Id], IssueDecision.Assign, call.Access.UserId, call.Access.Name, new() { AssigneeId = assignee?.UserId, AssigneeName = assignee?.Name ?? "" });
        }

        await GetAsync(call);
    }

    public static async Task UndoAsync(ApiCall call)
    {
        if (Find(call) is not { } issue)
        {
            await NotFoundAsync(call);
        }
        else if (call.Service<IssueDecisions>().Apply([issue.Id], IssueDecision.Undo, call.Access.UserId, call.Access.Name).Count == 0)
        {
            await call.RefuseAsync("Nothing is left to take back.");
        }
        else
        {
            call.Service<MoveQueue>().Hurry();
            await GetAsync(call);
        }
    }

    public static async Task MergeAsync(ApiCall call)
    {
        if (Find(call) is not { } issue)
        {
            await NotFoundAsync(call);
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.MergeRequest) is not { } wanted)
        {
            return;
        }

        var sources = (wanted.Issues ?? []).Take(StorageLimits.IssuesPerDecisionMax).Select(name => Find(call, name)?.Id ?? 0).ToList();
        var error = call.Service<IssueRegrouping>().Merge(issue.Id, sources, call.Access.UserId, call.Access.Name);
        if (error != RegroupError.None)
        {
            await call.RefuseAsync(Words(error));
            return;
        }

        call.Service<MoveQueue>().Hurry();
        await GetAsync(call);
    }

    public static async Task SplitAsync(ApiCall call)
    {
        if (Find(call) is not { } issue)
        {
            await NotFoundAsync(call);
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.SplitRequest) is not { } wanted)
        {
            return;
        }

        var fingerprints = (wanted.Fingerprints ?? []).Select(FingerprintId.Parse).OfType<FingerprintId>().ToList();
        var error = call.Service<IssueRegrouping>().Split(issue.Id, fingerprints, call.Access.UserId, call.Access.Name, out var made);
        if (error != RegroupError.None)
        {
            await call.RefuseAsync(Words(error));
            return;
        }

        call.Service<MoveQueue>().Hurry();
        await call.JsonAsync(
            Body(call, call.Service<IssueQueries>().Find(made, call.Service<TimeProvider>().GetUtcNow())!.Summary), ApiJson.Default.IssueBody,
            StatusCodes.Status201Created);
    }

    static string Words(RegroupError error) => error switch
    {
        RegroupError.OtherProject => "Issues of different projects cannot be merged.",
        RegroupError.NothingToMerge => "A merge needs two different issues.",
        RegroupError.NotAPart => "fingerprints are some of the issue's fingerprints, not none and not all.",
        _ => "One of the issues is not there.",
    };

    /// <summary>The issue of the address, by number or short id, when the token's organisation has it.</summary>
    public static IssueSummary? Find(ApiCall call) => Find(call, call.Route("issue"));

    public static Task NotFoundAsync(ApiCall call) => call.NotFoundAsync("The organisation has no such issue.");

    static IssueSummary? Find(ApiCall call, string name)
    {
        var queries = call.Service<IssueQueries>();
        var id = long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : queries.FindByShortId(name);
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
        Assignee = issue.Assignee,
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
