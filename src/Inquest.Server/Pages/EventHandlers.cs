using System.Text;
using System.Text.Json;
using Inquest.Reports;
using Inquest.Server.Symbols;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;
using Inquest.Web.Stacks;
using Inquest.Web.Text;
using Inquest.Web.Views;
using Slices = Inquest.Web.Slices;

namespace Inquest.Server.Pages;

/// <summary>An issue with one event: the page, its parts, and the same as text, JSON and Markdown.</summary>
static class EventHandlers
{
    static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Map(PageRoutes routes)
    {
        const string Event = "/issues/{id}/events/{row}";
        routes.Get("/issues/{id}", ShowIssue);
        routes.Get(Event, ShowEvent);
        routes.Get(Event + "/text", visitor => WithEvent(visitor, (issue, found) => Text(
            ReportText.Plain(IssueViews.Row(issue.Summary), View(visitor, found)), "text/plain")));
        routes.Get(Event + "/md", visitor => WithEvent(visitor, (issue, found) => Text(
            ReportText.Markdown(IssueViews.Row(issue.Summary), View(visitor, found), $"{visitor.Origin}/issues/{issue.Summary.Id}/events/{found.Row}"),
            "text/markdown")));
        routes.Get(Event + "/json", visitor => WithEvent(visitor, (_, found) => Json(found.Report!)));
        routes.Get(Event + "/threads", visitor => Part(visitor, "Threads", found =>
            Slices.Threads.Create(new(Path(found), found.Report!, View(visitor, found).MainThread, visitor.StackOptions()))));
        routes.Get(Event + "/threads/{index}", ShowThread);
        routes.Get(Event + "/modules", visitor => Part(visitor, "Modules", found => Slices.Modules.Create(Fragment(visitor, found))));
        routes.Get(Event + "/memory", visitor => Part(visitor, "Memory", found => Slices.Memory.Create(Fragment(visitor, found))));
        routes.Get(Event + "/breadcrumbs", visitor => Part(visitor, "Breadcrumbs", found => Slices.BreadcrumbList.Create(Fragment(visitor, found))));
        routes.Get(Event + "/dump", visitor => WithAny(visitor, found => Downloads.Dump(visitor, found)), needs: Role.Member);
        routes.Get(Event + "/attachments/{attachment}", visitor => WithAny(visitor, found => Downloads.Attachment(visitor, found)), needs: Role.Member);
        routes.Get("/events/{row}", ShowUnfinished);
        routes.Get("/events/{row}/dump", visitor => visitor.Route("row") is { } row && visitor.Services.Events.Find(row) is { } found
            && visitor.Owns(found.ProjectId)
            ? Downloads.Dump(visitor, found)
            : visitor.NotFound("There is no such event."), needs: Role.Member);
    }

    static IResult ShowIssue(Visitor visitor)
    {
        if (visitor.Route("id") is not { } id || visitor.Services.Issues.Find(id, visitor.Now) is not { } issue
            || !visitor.Owns(issue.Summary.ProjectId))
        {
            return visitor.NotFound("There is no such issue.");
        }

        if (issue.Summary.Id != id)
        {
            // Addresses of issues never die: a merged one leads to what it became.
            return Visitor.SeeOther($"/issues/{issue.Summary.Id}");
        }

        var row = issue.LastEventRow ?? visitor.Services.Events.Latest(issue.Summary.ProjectId, id);
        return Show(visitor, issue, row is { } latest ? visitor.Services.Events.Find(latest) : null, isEventPage: false);
    }

    static IResult ShowEvent(Visitor visitor)
    {
        if (Find(visitor) is not { } found || visitor.Services.Issues.Find(found.IssueId!.Value, visitor.Now) is not { } issue)
        {
            return visitor.NotFound("There is no such event.");
        }

        // Better symbols may have moved it.
        return visitor.Route("id") == issue.Summary.Id ? Show(visitor, issue, found, isEventPage: true) : Visitor.SeeOther(Path(found));
    }

    static IResult Show(Visitor visitor, IssueDetail issue, StoredEvent? found, bool isEventPage)
    {
        var (project, id) = (issue.Summary.ProjectId, issue.Summary.Id);
        var parts = visitor.Services.IssueParts;
        return visitor.Page(Slices.Issue.Create(new()
        {
            Shell = visitor.Shell($"{issue.Summary.ShortId} {issue.Summary.Title}", Section.Issues) with { HasChart = true },
            Issue = IssueViews.Row(issue.Summary),
            ProjectName = issue.ProjectName,
            RegressedIn = issue.RegressedInRelease is { Length: > 0 } release ? release : null,
            StateDetail = Detail(issue),
            NotKept = parts.NotKept(project, id),
            Event = found?.Report is null ? null : View(visitor, found),
            IsEventPage = isEventPage,
            Tags = [.. parts.Tags(project, id).Select(IssueViews.Tag)],
            History = [.. parts.History(project, id).Select(row => new HistoryRow(IssueViews.Time(row.At), row.Actor, row.What, row.Detail, row.CanUndo))],
            UserReports = [.. parts.UserReports(project, id).Select(said => new UserReportRow(IssueViews.Time(said.At), said.Name, said.Email, said.Comments))],
            Grouping = IssueViews.Grouping(issue.GroupingJson),
            Chart = new(IssueViews.Day(visitor.Now), issue.Summary.Days, parts.Releases(project, id, visitor.Now)
                .Select(release => new ChartMark(IssueViews.Day(IssueViews.Time(release.FirstSeen)), release.Version)).ToList()),
            Variants = [.. parts.Variants(project, id).Select(variant => new VariantRow(variant.Fingerprint.ToString(), variant.Title, variant.Events))],
            VariantEvents = QueryLimits.EventsSearchedForVariants,
            People = IssueViews.People(visitor),
            AssigneeId = issue.AssigneeId,
            IsMoving = visitor.Services.Moves.Mover.IsPending(id),
            Options = visitor.StackOptions(),
        }));
    }

    static IResult ShowThread(Visitor visitor)
    {
        if (Find(visitor) is not { Report: { } report } found || visitor.Route("index") is not { } index || index >= report.Threads.Count)
        {
            return visitor.NotFound("There is no such thread.");
        }

        return visitor.Part(
            Slices.Thread.Create(new(Path(found), report, (int)index, visitor.StackOptions())),
            "Thread " + ThreadGroup.Label(report.Threads[(int)index], (int)index),
            Path(found),
            Section.Issues);
    }

    static IResult ShowUnfinished(Visitor visitor)
    {
        if (visitor.Route("row") is not { } row || visitor.Services.Events.Find(row) is not { } found || !visitor.Owns(found.ProjectId))
        {
            return visitor.NotFound("There is no such event.");
        }

        return found.IssueId is not null
            ? Visitor.SeeOther(Path(found))
            : visitor.Page(Slices.FailedEvent.Create(new(
                visitor.Shell("Event " + found.EventId, Section.Outcomes),
                IssueViews.Unfinished(new(
                    found.Row, found.EventId, found.ReceivedAt, found.Kind, found.Platform, found.Release, found.State, found.Failure, found.DumpSize)))));
    }

    static EventView View(Visitor visitor, StoredEvent found) =>
        IssueViews.Event(found, visitor.Services.Events.Attachments(found.ProjectId, found.EventId));

    static ReportFragment Fragment(Visitor visitor, StoredEvent found) => new(Path(found), found.Report!, View(visitor, found).MainThread);

    static IResult Part(Visitor visitor, string heading, Func<StoredEvent, RazorSlices.RazorSlice> make) =>
        Find(visitor) is { Report: not null } found
            ? visitor.Part(make(found), heading, Path(found), Section.Issues)
            : visitor.NotFound("There is no such event.");

    static IResult WithEvent(Visitor visitor, Func<IssueDetail, StoredEvent, IResult> make) =>
        Find(visitor) is { Report: not null } found && visitor.Services.Issues.Find(found.IssueId!.Value, visitor.Now) is { } issue
            ? make(issue, found)
            : visitor.NotFound("There is no such event.");

    static IResult WithAny(Visitor visitor, Func<StoredEvent, IResult> make) =>
        Find(visitor) is { } found ? make(found) : visitor.NotFound("There is no such event.");

    static StoredEvent? Find(Visitor visitor) =>
        visitor.Route("row") is { } row && visitor.Services.Events.Find(row) is { IssueId: not null } found && visitor.Owns(found.ProjectId)
            ? WithSources(visitor, found)
            : null;

    static StoredEvent WithSources(Visitor visitor, StoredEvent found) =>
        found.Report is { } report && visitor.User is { } user && visitor.Context.RequestServices.GetService<SourceContext>() is { } sources
            ? found with { Report = sources.AddTo(report, user.OrganizationId) }
            : found;

    static string Path(StoredEvent found) => $"/issues/{found.IssueId}/events/{found.Row}";

    static string? Detail(IssueDetail issue) => issue.Summary.State switch
    {
        "resolved" when issue.ResolvedInRelease is { } release =>
            issue.ResolvedInNextRelease ? $"in the next release after {release}" : $"in {release}",
        "ignored" when issue.IgnoredUntil is { } until => "until " + Moment.Exact(IssueViews.Time(until)),
        "ignored" when issue.IgnoredUntilEvents is { } events => $"until {Figure.Count(events, "event")}",
        _ => null,
    };

    static BytesResult Text(string text, string type) => new(Encoding.UTF8.GetBytes(text), type + "; charset=utf-8");

    static BytesResult Json(Report report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            JsonSerializer.Serialize(writer, report, ReportJson.Default.Report);
        }

        return new(buffer.ToArray(), "application/json");
    }
}
