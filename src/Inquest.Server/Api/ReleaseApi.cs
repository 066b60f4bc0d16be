using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Server.Releases;
using Inquest.Storage.Events;

namespace Inquest.Server.Api;

/// <summary>Rates of releases, the objective, and what makes them wrong.</summary>
static class ReleaseApi
{
    const int HoursUsually = 24 * 7;

    public static Task ListAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        if (HoursOf(call) is not { } hours)
        {
            return call.RefuseAsync($"hours is a number from 1 to {ReleaseLimits.IntervalsMax}.");
        }

        var views = call.Service<ReleaseHealth>().Releases(project.Id, call.Query("environment") ?? "", hours);
        return ApiPaging.AnswerAsync(call, views, view => Body(view, hours), ApiJson.Default.PageReleaseBody);
    }

    public static Task GetAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        if (HoursOf(call) is not { } hours)
        {
            return call.RefuseAsync($"hours is a number from 1 to {ReleaseLimits.IntervalsMax}.");
        }

        var health = call.Service<ReleaseHealth>();
        var (release, environment) = (NameOf(call), call.Query("environment") ?? "");
        var views = health.Releases(project.Id, environment, hours, release);
        if (views.Count == 0)
        {
            return call.NotFoundAsync($"No session and no crash of {release} has been heard of in these hours.");
        }

        return call.JsonAsync(
            Body(views[0], hours) with
            {
                Nowcast = health.Nowcast(project.Id, release, environment),
                Segments = [.. health.Queries.Segments(project.Id, release, environment, health.NowHour - hours).Select(one => new SegmentBody(
                    one.Dimension, one.Value, RateBody.Of(ReleaseHealth.Rate(one.CrashedUserDays, one.UserDays), "Each user once a day."),
                    RateBody.Of(ReleaseHealth.Rate(one.Crashed, one.Sessions)), one.Anr, one.Oom))],
            },
            ApiJson.Default.ReleaseBody);
    }

    public static Task SloAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var slo = call.Service<ReleaseHealth>().Slo(project.Id);
        return call.JsonAsync(
            new SloBody(
                slo.Objective, slo.Days, RateBody.Of(slo.Rate, "Each user once a day."), slo.Left,
                [.. slo.Burns.Select(burn => new BurnBody(burn.Window.TotalHours, burn.Rate))], slo.Exhaustion?.TotalDays,
                Spending(slo.Releases), Spending(slo.Segments), Spending(slo.Issues)),
            ApiJson.Default.SloBody);
    }

    public static Task FindingsAsync(ApiCall call) => call.Project() is { } project
        ? ApiPaging.AnswerAsync(
            call, call.Service<ReleaseHealth>().Findings(project.Id),
            finding => new FindingBody(finding.Code, finding.Weight.ToString().ToLowerInvariant(), finding.Release, finding.Sdk, finding.What, finding.Fix),
            ApiJson.Default.PageFindingBody)
        : call.NotFoundAsync("The organisation has no such project.");

    /// <summary>The release of the address; a slash in its name arrives as %2F.</summary>
    public static string NameOf(ApiCall call) => call.Route("release").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    static int? HoursOf(ApiCall call) => call.Query("hours") is not { Length: > 0 } text ? HoursUsually
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is > 0 and <= ReleaseLimits.IntervalsMax ? hours : null;

    static ReleaseBody Body(ReleaseView view, int hours) => new()
    {
        Release = view.Totals.Release,
        FirstSeen = DateTimeOffset.FromUnixTimeMilliseconds(view.Totals.FirstHour * UnixTime.MillisecondsPerHour),
        LastSeen = DateTimeOffset.FromUnixTimeMilliseconds(view.Totals.LastHour * UnixTime.MillisecondsPerHour),
        Hours = hours,
        CrashFreeUsers = RateBody.Of(view.Users, view.Totals.UsersAreExact
            ? "Different users of the window, each once, from sessions that name one."
            : "Users of the window, estimated within 0.41 % because a day had more than a million."),
        CrashFreeSessions = RateBody.Of(view.Sessions),
        AnrFreeUsers = RateBody.Of(view.AnrFreeUsers),
        OomFreeUsers = RateBody.Of(view.OomFreeUsers),
        Errored = view.Totals.Errored,
        Abnormal = view.Totals.Abnormal,
        SessionAdoption = view.SessionAdoption,
        UserAdoption = view.UserAdoption,
        Stage = view.Stage,
        Declared = view.IsDeclared,
        Gate = view.Rollout?.Phase,
    };

    static List<SpendingBody> Spending(IReadOnlyList<SloSpending> parts) => [.. parts.Select(part => new SpendingBody(part.Name, part.Crashes, part.Share))];
}
