using System.Globalization;
using Inquest.Storage.Decisions;
using Inquest.Storage.Queries;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>The list of issues, and decisions about them.</summary>
static class IssueHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Get("/issues", List);
        routes.Post("/issues/bulk", DecideMany);
        routes.Post("/issues/{id}/state", DecideOne);
    }

    static IResult List(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var query = visitor.Query("q")?.Trim() ?? "";
        if (visitor.Services.Issues.FindByShortId(query) is { } named)
        {
            return Visitor.SeeOther($"/issues/{named}");
        }

        if (visitor.Services.Events.FindById(query.Replace("-", "", StringComparison.Ordinal)) is { } row)
        {
            return Visitor.SeeOther($"/events/{row}");
        }

        var (tab, sort) = (Tab(visitor.Query("tab")), Sort(visitor.Query("sort")));
        var search = SearchQuery.Parse(query);
        var after = IssueCursor.Parse(visitor.Query("after"));
        var page = visitor.Services.Issues.List(project.Id, (IssueTabFilter)tab, (IssueOrder)sort, search, after, visitor.Now);
        return visitor.Page(IssueList.Create(new()
        {
            Shell = visitor.Shell("Issues", Section.Issues),
            Tab = tab,
            Sort = sort,
            Query = query,
            QueryProblem = search.Problem,
            Issues = [.. page.Issues.Select(IssueViews.Row)],
            TabCounts = search.IsEmpty ? visitor.Services.Issues.CountTabs(project.Id) : [],
            NextCursor = page.Next?.ToString(),
            HasPrevious = after is not null,
            NeverHadEvents = !project.HadEvents && visitor.Services.Issues.First(project.Id) is null,
        }));
    }

    static IResult DecideMany(Visitor visitor, IFormCollection form)
    {
        List<long> ids = [];
        foreach (var text in form["id"])
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                ids.Add(id);
            }
        }

        return Decide(visitor, ids, form);
    }

    static IResult DecideOne(Visitor visitor, IFormCollection form) =>
        visitor.Route("id") is { } id ? Decide(visitor, [id], form) : visitor.NotFound("There is no such issue.");

    static IResult Decide(Visitor visitor, List<long> ids, IFormCollection form)
    {
        IssueDecision? decision = form["action"].ToString() switch
        {
            "resolve" => IssueDecision.Resolve,
            "resolve-next" => IssueDecision.ResolveInNextRelease,
            "ignore" => IssueDecision.Ignore,
            "reopen" => IssueDecision.Reopen,
            "undo" => IssueDecision.Undo,
            _ => null,
        };
        if (decision is { } known)
        {
            var changed = visitor.Services.Decisions.Apply(ids, known, visitor.User!.Id, visitor.User.Name);
            Notices.Set(visitor.Context, known, changed);
        }

        return Visitor.SeeOther(Visitor.SafePath(form["return"]));
    }

    static IssueTab Tab(string? text) =>
        Enum.GetValues<IssueTab>().FirstOrDefault(tab => IssueListPage.Name(tab) == text);

    static IssueSort Sort(string? text) =>
        Enum.GetValues<IssueSort>().FirstOrDefault(sort => IssueListPage.Name(sort) == text);
}
