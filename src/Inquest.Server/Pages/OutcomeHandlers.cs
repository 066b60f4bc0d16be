using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>The ledger of everything that came in.</summary>
static class OutcomeHandlers
{
    public static void Map(PageRoutes routes) => routes.Get("/outcomes", Show);

    static IResult Show(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var hours = visitor.Query("hours") switch
        {
            "168" => 168,
            "720" => 720,
            _ => 24,
        };
        return visitor.Page(Outcomes.Create(new()
        {
            Shell = visitor.Shell("Outcomes", Section.Outcomes),
            Hours = hours,
            Rows = [.. visitor.Services.Outcomes.Sums(project.Id, visitor.Now, hours).Select(row => new OutcomeRow(
                row.Category, Word(row.Outcome), row.Reason, row.Quantity, IsLoss: row.Outcome != 0))],
            Failed = [.. visitor.Services.Events.Unfinished(project.Id).Select(IssueViews.Unfinished)],
        }));
    }

    static string Word(int outcome) => outcome switch
    {
        0 => "accepted",
        1 => "filtered",
        2 => "rate limited",
        3 => "invalid",
        4 => "abuse",
        5 => "dropped by the client",
        6 => "too many different ones",
        _ => "unknown",
    };
}
