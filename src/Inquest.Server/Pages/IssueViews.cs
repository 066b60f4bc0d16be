using System.Text.Json;
using Inquest.Grouping;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;
using Inquest.Web.Text;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Rows of the database as view models.</summary>
static class IssueViews
{
    public static DateTimeOffset Time(long milliseconds) =>
        // A hostile clock may have left any number; the calendar ends at the year 9999.
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 253_402_300_799_999));

    /// <summary>Midnight (UTC) of a moment's day.</summary>
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>Everybody who an issue can be given to.</summary>
    public static IReadOnlyList<PersonOption> People(Visitor visitor) => visitor.User is { } user
        ? [.. visitor.Services.Members.Members(user.OrganizationId).Select(member => new PersonOption(member.UserId, member.Name, member.UserId == user.Id))]
        : [];

    public static EventView Event(StoredEvent found, IReadOnlyList<AttachmentEntry> attachments) => new()
    {
        Row = found.Row,
        Report = found.Report!,
        ReceivedAt = Time(found.ReceivedAt),
        Older = found.Older,
        Newer = found.Newer,
        DumpSize = found.DumpSize,
        Failure = found.Failure,
        IsProcessing = found.State == "processing",
        Attachments = [.. attachments.Select(file => new AttachmentRow(file.Id, file.Name, file.ContentType, file.Type, file.Size))],
    };

    public static IssueRow Row(IssueSummary issue) => new()
    {
        Id = issue.Id,
        ShortId = issue.ShortId,
        Title = issue.Title.Length > 0 ? issue.Title : "(no title)",
        Culprit = issue.Culprit,
        State = issue.State,
        Substate = issue.State == "open" ? issue.Substate : null,
        Level = issue.Level,
        IsCrash = issue.IsCrash,
        Events = issue.Events,
        Users = issue.Users,
        Share = issue.LastRelease is null ? "—" : Figure.Share(issue.ReleaseEvents, issue.ReleaseTotal),
        ShareTitle = issue.LastRelease is { } release
            ? $"{Figure.Count(issue.ReleaseEvents)} of the {Figure.Count(issue.ReleaseTotal, issue.IsCrash ? "crash" : "event").Replace("crashs", "crashes", StringComparison.Ordinal)} of {release}"
            : "No release was named",
        FirstRelease = issue.FirstRelease,
        LastRelease = issue.LastRelease,
        FirstSeen = Time(issue.FirstSeen),
        LastSeen = Time(issue.LastSeen),
        Spark = new(issue.Days),
        SymbolProblems = issue.SymbolProblems,
        Assignee = issue.Assignee,
    };

    public static TagGroup Tag(TagDistribution tag) => new(
        tag.Key,
        [.. tag.Values.Select(value => new TagShare(value.Value, value.Here, tag.HereOf, value.Overall, tag.OverallOf))],
        tag.ValueCount - tag.Values.Count);

    public static GroupingView? Grouping(string json)
    {
        GroupingResult? grouping;
        try
        {
            grouping = JsonSerializer.Deserialize(json, GroupingJson.Default.GroupingResult);
        }
        catch (JsonException)
        {
            return null;
        }

        return grouping?.Key is null ? null : new(
            $"Mechanism version {grouping.Version}",
            grouping.Key,
            grouping.Explanation ?? "",
            [.. (grouping.DecidingFrames ?? []).Select(Part)]);
    }

    public static FailedEventRow Unfinished(UnfinishedEvent row) => new(
        row.Row, row.EventId, Time(row.ReceivedAt), row.Kind, row.Platform, row.Release, row.State == "failed", row.Failure, row.DumpSize);

    static string Part(LogicalFrame frame)
    {
        var name = frame.Function ?? (frame.Offset is { } offset ? Figure.Hex(offset) : "?");
        var text = frame.Module is { Length: > 0 } module ? $"{module}!{FunctionName.Fold(name)}" : FunctionName.Fold(name);
        return frame.Repeats > 1 ? $"{text} (× {frame.Repeats})" : text;
    }
}
