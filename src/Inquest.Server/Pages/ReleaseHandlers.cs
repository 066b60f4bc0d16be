using Inquest.Server.Releases;
using Inquest.Storage.Events;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Releases: list, one with its gate, two side by side, and whether the numbers are right.</summary>
static class ReleaseHandlers
{
    const int DaysOnPage = 30;

    public static void Map(PageRoutes routes)
    {
        routes.Get("/releases", List);
        routes.Get("/releases/{release}", Show);
        routes.Post("/releases/{release}/gate", Act);
        routes.Get("/compare", Compare);
        routes.Get("/health-check", Findings);
    }

    static IResult List(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var hours = visitor.Query("hours") switch
        {
            "24" => 24,
            "720" => 720,
            _ => 168,
        };
        var health = visitor.Services.Health;
        var fresh = health.Queries.NewIssues(project.Id);
        return visitor.Page(Web.Slices.Releases.Create(new()
        {
            Shell = visitor.Shell("Releases", Section.Releases),
            Hours = hours,
            Findings = health.Findings(project.Id).Count(finding => finding.Weight != Inquest.Health.Checks.FindingWeight.Note),
            Rows = [.. health.Releases(project.Id, "", hours).Select(view => new ReleaseRow(
                view.Totals.Release, IssueViews.Time(view.Totals.FirstHour * UnixTime.MillisecondsPerHour), ReleaseViews.Share(view.SessionAdoption),
                view.Stage.Replace('_', ' '), ReleaseViews.Rate(view.Users, ReleaseViews.Users(view.Totals)), ReleaseViews.Rate(view.Sessions),
                fresh.GetValueOrDefault(view.Totals.Release), view.Rollout?.Phase, view.IsDeclared))],
        }));
    }

    static IResult Show(Visitor visitor)
    {
        if (visitor.Project is not { } project || Name(visitor) is not { Length: > 0 } release)
        {
            return Visitor.SeeOther("/releases");
        }

        var health = visitor.Services.Health;
        var answer = visitor.Services.Gates.Ask(project.Id, release);
        var views = health.Releases(project.Id, "", DaysOnPage * 24, release);
        var view = views.Count > 0 ? views[0] : null;
        if (view is null && answer.Decision is null && health.Queries.Life(project.Id, release, "") is null)
        {
            return visitor.NotFound($"Nothing has been heard of release {release}.");
        }

        var decisions = answer.Rollout is { } rollout ? visitor.Services.Gates.Store.Decisions(project.Id, rollout.Id) : [];
        var today = IssueViews.Day(visitor.Now);
        var days = health.Queries.Days(project.Id, release, "", (health.NowHour / 24) - DaysOnPage + 1);
        List<ChartMark> marks = [.. decisions.Select(decision => new ChartMark(IssueViews.Day(IssueViews.Time(decision.At)), $"{decision.Verdict.Replace('_', ' ')} ({decision.Phase})")).Distinct()];
        return visitor.Page(Release.Create(new()
        {
            Shell = visitor.Shell(release, Section.Releases) with { HasChart = days.Count > 0 },
            Version = release,
            Gate = ReleaseViews.Gate(answer),
            Days = DaysOnPage,
            Users = view is null ? null : ReleaseViews.Rate(view.Users, ReleaseViews.Users(view.Totals)),
            Sessions = view is null ? null : ReleaseViews.Rate(view.Sessions),
            AnrFree = view is null ? null : ReleaseViews.Rate(view.AnrFreeUsers, "Users without a session that ended in a hang (ANR)."),
            OomFree = view is null ? null : ReleaseViews.Rate(view.OomFreeUsers, "Users without a session that ended for want of memory."),
            Nowcast = health.Nowcast(project.Id, release, "") is { } nowcast ? RateView.Percent(nowcast) : null,
            Adoption = ReleaseViews.Share(view?.SessionAdoption),
            Segments = [.. health.Queries.Segments(project.Id, release, "", health.NowHour - (DaysOnPage * 24)).Select(one => new SegmentRow(
                one.Dimension, one.Value, ReleaseViews.Rate(ReleaseHealth.Rate(one.CrashedUserDays, one.UserDays), ""),
                ReleaseViews.Rate(ReleaseHealth.Rate(one.Crashed, one.Sessions), ""), one.Anr, one.Oom))],
            UsersChart = days.Count == 0 ? null : new DayChart("Users per day", "users", today, Series(days, today, day => day.Users), marks, "Decisions"),
            CrashesChart = days.Count == 0 ? null : new DayChart("Users with a crash per day", "users", today, Series(days, today, day => day.CrashedUsers), marks, "Decisions"),
            Decisions = [.. decisions.Select(decision => ReleaseViews.Decision(decision, answer.Settings, Replayed(visitor, project.Id, decision)))],
        }));
    }

    static IResult Act(Visitor visitor, IFormCollection form)
    {
        var action = form["action"].ToString();
        if (visitor.Project is not { } project || Name(visitor) is not { Length: > 0 } release
            || action is not ("halt" or "resume" or "override" or "baseline"))
        {
            return Visitor.SeeOther("/releases");
        }

        if (visitor.Services.Gates.Act(project.Id, release, null, action, visitor.User!.Name, form["note"].ToString().Trim()) is { } problem)
        {
            return Problems.Page(visitor, StatusCodes.Status422UnprocessableEntity, "This cannot be done", problem, null);
        }

        return Visitor.SeeOther("/releases/" + Uri.EscapeDataString(release));
    }

    static IResult Compare(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var health = visitor.Services.Health;
        var views = health.Releases(project.Id, "", DaysOnPage * 24);
        List<string> versions = [.. views.Select(view => view.Totals.Release)];
        var a = visitor.Query("a") ?? versions.ElementAtOrDefault(0) ?? "";
        var b = visitor.Query("b") ?? versions.FirstOrDefault(version => version != a) ?? "";
        var (left, right) = (views.FirstOrDefault(view => view.Totals.Release == a), views.FirstOrDefault(view => view.Totals.Release == b));
        var from = health.NowHour - (DaysOnPage * 24);
        var here = health.Queries.Segments(project.Id, a, "", from);
        var there = health.Queries.Segments(project.Id, b, "", from);
        return visitor.Page(Web.Slices.Compare.Create(new()
        {
            Shell = visitor.Shell("Compare releases", Section.Releases),
            Versions = [.. versions.Append(a).Append(b).Where(version => version.Length > 0).Distinct()],
            A = a,
            B = b,
            Rates =
            [
                ("Crash-free users", Rate(left, view => ReleaseViews.Rate(view.Users, "")), Rate(right, view => ReleaseViews.Rate(view.Users, ""))),
                ("Crash-free sessions", Rate(left, view => ReleaseViews.Rate(view.Sessions)), Rate(right, view => ReleaseViews.Rate(view.Sessions))),
                ("Users without a hang", Rate(left, view => ReleaseViews.Rate(view.AnrFreeUsers, "")), Rate(right, view => ReleaseViews.Rate(view.AnrFreeUsers, ""))),
                ("Users not out of memory", Rate(left, view => ReleaseViews.Rate(view.OomFreeUsers, "")), Rate(right, view => ReleaseViews.Rate(view.OomFreeUsers, ""))),
            ],
            Segments = [.. here.Concat(there).Select(one => (one.Segment, Name: $"{one.Dimension} = {one.Value}")).Distinct().Select(one => (one.Name, Segment(here, one.Segment), Segment(there, one.Segment)))],
            Causes = left is null || right is null ? [] : [.. visitor.Services.Gates.Ask(project.Id, a, null, b).Causes.Select(ReleaseViews.Cause)],
        }));

        static RateView? Rate(ReleaseView? view, Func<ReleaseView, RateView> rate) => view is null ? null : rate(view);

        static RateView? Segment(IReadOnlyList<Storage.Releases.SegmentTotals> segments, long id) => segments.FirstOrDefault(one => one.Segment == id) is { } found
            ? ReleaseViews.Rate(ReleaseHealth.Rate(found.CrashedUserDays, found.UserDays), "") : null;
    }

    static IResult Findings(Visitor visitor)
    {
        const int days = 14;
        return visitor.Project is not { } project ? Visitor.SeeOther("/setup") : visitor.Page(Web.Slices.Findings.Create(new()
        {
            Shell = visitor.Shell("Are the numbers right?", Section.Releases),
            Days = days,
            Rows = [.. visitor.Services.Health.Findings(project.Id, days).Select(finding => new FindingRow(
                finding.Code, finding.Weight.ToString().ToLowerInvariant(), finding.Release, finding.Sdk, finding.What, finding.Fix))],
        }));
    }

    static string? Name(Visitor visitor) => (visitor.Context.Request.RouteValues["release"] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    static bool? Replayed(Visitor visitor, long projectId, Storage.Releases.RolloutDecision decision) =>
        decision.Actor == "gate" && visitor.Services.Gates.Replay(projectId, decision.Id) is { } replay
            ? GateService.WordOf(replay.Again.Verdict) == decision.Verdict
            : null;

    static long[] Series(
        IReadOnlyList<(long Day, long Sessions, long Crashed, long Users, long CrashedUsers)> days, DateOnly today,
        Func<(long Day, long Sessions, long Crashed, long Users, long CrashedUsers), long> value)
    {
        var series = new long[DaysOnPage];
        var last = (long)(today.ToDateTime(default) - DateTime.UnixEpoch).TotalDays;
        foreach (var day in days)
        {
            if (last - day.Day is >= 0 and < DaysOnPage and var back)
            {
                series[DaysOnPage - 1 - back] = value(day);
            }
        }

        return series;
    }
}
