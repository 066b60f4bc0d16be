using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>What belongs to an issue: events, tags, history, fingerprints; and the people who work on issues.</summary>
static class IssuePartApi
{
    public static async Task EventsAsync(ApiCall call)
    {
        if (IssueApi.Find(call) is not { } issue)
        {
            await IssueApi.NotFoundAsync(call);
            return;
        }

        var (isGood, before) = await ApiPaging.NumberAsync(call);
        if (!isGood)
        {
            return;
        }

        var limit = ApiPaging.Limit(call);
        var rows = call.Service<EventQueries>().OfIssue(issue.ProjectId, issue.Id, before, limit + 1);
        await call.JsonAsync(
            new Page<EventEntry>(
                [.. rows.Take(limit).Select(row => new EventEntry(
                    row.EventId, At(row.ReceivedAt), At(row.Timestamp), row.Title, row.Release, row.Environment, row.HasDump,
                    $"{call.Address}/issues/{issue.Id}/events/{row.Row}"))],
                rows.Count > limit ? rows[limit - 1].Row.ToString(CultureInfo.InvariantCulture) : null),
            ApiJson.Default.PageEventEntry);
    }

    public static Task TagsAsync(ApiCall call) => IssueApi.Find(call) is { } issue
        ? ApiPaging.AnswerAsync(
            call,
            call.Service<IssuePartQueries>().Tags(issue.ProjectId, issue.Id),
            tag => new TagBody(tag.Key, tag.HereOf, tag.OverallOf, tag.ValueCount, [.. tag.Values.Select(value => new TagValueBody(value.Value, value.Here, value.Overall))]),
            ApiJson.Default.PageTagBody)
        : IssueApi.NotFoundAsync(call);

    public static Task HistoryAsync(ApiCall call) => IssueApi.Find(call) is { } issue
        ? ApiPaging.AnswerAsync(
            call,
            call.Service<IssuePartQueries>().History(issue.ProjectId, issue.Id, ApiLimits.HistoryMax),
            row => new HistoryBody(At(row.At), row.Actor, row.What, row.Detail, row.CanUndo),
            ApiJson.Default.PageHistoryBody)
        : IssueApi.NotFoundAsync(call);

    public static Task FingerprintsAsync(ApiCall call) => IssueApi.Find(call) is { } issue
        ? ApiPaging.AnswerAsync(
            call,
            call.Service<IssuePartQueries>().Variants(issue.ProjectId, issue.Id),
            variant => new FingerprintBody(variant.Fingerprint.ToString(), variant.Title, variant.Events),
            ApiJson.Default.PageFingerprintBody)
        : IssueApi.NotFoundAsync(call);

    public static Task MembersAsync(ApiCall call) => ApiPaging.AnswerAsync(
        call,
        call.Service<MemberService>().Members(call.Access.OrganizationId),
        member => new MemberBody(member.Email, member.Name, member.Role.Name()),
        ApiJson.Default.PageMemberBody);

    // A client may claim any time; the calendar ends at the year 9999.
    static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 253_402_300_799_999));
}
