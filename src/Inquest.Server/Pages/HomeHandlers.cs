using Inquest.Storage.Queries;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>What is new, at a glance.</summary>
static class HomeHandlers
{
    const int IssuesShown = 5;

    public static void Map(PageRoutes routes) => routes.Get("/", Show);

    static IResult Show(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var services = visitor.Services;
        var tabs = services.Issues.CountTabs(project.Id);
        var outcomes = services.Outcomes.Sums(project.Id, visitor.Now, hours: 24);
        var fresh = List(IssueTabFilter.Regressed, IssueOrder.LastSeen).Concat(List(IssueTabFilter.New, IssueOrder.LastSeen));
        return visitor.Page(Home.Create(new()
        {
            Shell = visitor.Shell("Home", Section.Home),
            OpenCount = tabs[(int)IssueTabFilter.Open],
            NewCount = tabs[(int)IssueTabFilter.New],
            RegressedCount = tabs[(int)IssueTabFilter.Regressed],
            EventsToday = outcomes.Where(o => o.Outcome == 0).Sum(o => o.Quantity),
            RefusedToday = outcomes.Where(o => o.Outcome != 0).Sum(o => o.Quantity),
            MissingSymbols = services.Symbols.CountMissing(project.Id),
            FailedEvents = services.Events.CountFailed(project.Id),
            Fresh = [.. fresh],
            Loudest = [.. List(IssueTabFilter.Open, IssueOrder.Events)],
            NeverHadEvents = !project.HadEvents && tabs.Sum() == 0,
        }));

        IEnumerable<IssueRow> List(IssueTabFilter tab, IssueOrder order) =>
            services.Issues.List(project.Id, tab, order, SearchQuery.Empty, null, visitor.Now, IssuesShown).Issues.Select(IssueViews.Row);
    }
}
