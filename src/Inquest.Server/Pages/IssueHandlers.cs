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
        routes.Post("/issues/{id}/merge", MergeInto);
        routes.Post("/issues/{id}/split", Split);
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
            People = IssueViews.People(visitor),
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

        return form["action"].ToString() == "merge" ? MergeMany(visitor, ids, form) : Decide(visitor, ids, form);
    }

    static IResult DecideOne(Visitor visitor, IFormCollection form) =>
        visitor.Route("id") is { } id ? Decide(visitor, [id], form) : visitor.NotFound("There is no such issue.");

    static IResult Decide(Visitor visitor, List<long> ids, IFormCollection form)
    {
        if (DecisionForm.Decision(form) is { } known
            && DecisionForm.Details(form, visitor.Services.Members.Members(visitor.User!.OrganizationId), visitor.Now) is { } details)
        {
            var changed = visitor.Services.Decisions.Apply(Own(visitor, ids), known, visitor.User.Id, visitor.User.Name, details);
            if (known == IssueDecision.Undo)
            {
                visitor.Services.Moves.Hurry();
            }

            Notices.Set(visitor.Context, known.ToString(), changed);
        }

        return Visitor.SeeOther(Visitor.SafePath(form["return"]));
    }

    static IResult MergeMany(Visitor visitor, List<long> ids, IFormCollection form)
    {
        var own = Own(visitor, ids);
        // The issue with most events keeps its name: it is the one that people know.
        var target = own.Select(id => visitor.Services.Issues.Find(id, visitor.Now)).OfType<IssueDetail>().MaxBy(issue => issue.Summary.Events);
        return Merge(visitor, target?.Summary.Id ?? 0, own, form);
    }

    static IResult MergeInto(Visitor visitor, IFormCollection form)
    {
        var target = visitor.Services.Issues.FindByShortId(form["into"].ToString().Trim());
        return visitor.Route("id") is not { } id || Own(visitor, [id]).Count == 0 ? visitor.NotFound("There is no such issue.")
            : target is { } known && Own(visitor, [known]).Count > 0 ? Merge(visitor, known, [id], form)
            : Refused(visitor, RegroupError.NoSuchIssue, form);
    }

    static IResult Merge(Visitor visitor, long target, IReadOnlyList<long> sources, IFormCollection form)
    {
        var error = visitor.Services.Regrouping.Merge(target, sources, visitor.User!.Id, visitor.User.Name);
        if (error != RegroupError.None)
        {
            return Refused(visitor, error, form);
        }

        visitor.Services.Moves.Hurry();
        Notices.Set(visitor.Context, Notices.Merged, [target]);
        return Visitor.SeeOther($"/issues/{target}");
    }

    static IResult Split(Visitor visitor, IFormCollection form)
    {
        if (visitor.Route("id") is not { } id || Own(visitor, [id]).Count == 0)
        {
            return visitor.NotFound("There is no such issue.");
        }

        var fingerprints = form["fingerprint"].Select(FingerprintId.Parse).OfType<FingerprintId>().ToList();
        var error = visitor.Services.Regrouping.Split(id, fingerprints, visitor.User!.Id, visitor.User.Name, out var made);
        if (error != RegroupError.None)
        {
            return Refused(visitor, error, form);
        }

        visitor.Services.Moves.Hurry();
        Notices.Set(visitor.Context, Notices.SplitOff, [id]);
        return Visitor.SeeOther($"/issues/{made}");
    }

    static IResult Refused(Visitor visitor, RegroupError error, IFormCollection form)
    {
        Notices.Set(visitor.Context, error.ToString(), []);
        return Visitor.SeeOther(Visitor.SafePath(form["return"]));
    }

    // Only issues that the visitor may see can be changed.
    static List<long> Own(Visitor visitor, IReadOnlyList<long> ids) =>
        [.. ids.Distinct().Where(id => visitor.Services.Issues.ProjectOf(id) is { } project && visitor.Owns(project))];

    static IssueTab Tab(string? text) =>
        Enum.GetValues<IssueTab>().FirstOrDefault(tab => IssueListPage.Name(tab) == text);

    static IssueSort Sort(string? text) =>
        Enum.GetValues<IssueSort>().FirstOrDefault(sort => IssueListPage.Name(sort) == text);
}
