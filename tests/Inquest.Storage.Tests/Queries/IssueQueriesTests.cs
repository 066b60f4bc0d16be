using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Storage.Tests.Queries;

public sealed class IssueQueriesTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-queries-").FullName;
    readonly Database _database;
    readonly long _project;

    public IssueQueriesTests()
    {
        _database = Database.Open(Path.Combine(_folder, "inquest.db"));
        new SetupService(_database, TimeProvider.System).CreateFirst("Studio", "Game", "a@example.com", "correct horse", out var first);
        _project = first!.ProjectId;
        _database.Write(connection =>
        {
            var batch = new EventBatch(connection, Now);
            for (var issue = 0; issue < 7; issue++)
            {
                for (var copy = 0; copy <= issue % 3; copy++)
                {
                    batch.Store(Event(issue, copy));
                }
            }

            batch.Flush();
        });
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(IssueOrder.LastSeen)]
    [InlineData(IssueOrder.FirstSeen)]
    [InlineData(IssueOrder.Events)]
    [InlineData(IssueOrder.Users)]
    public void Pages_hold_every_issue_once_in_falling_order(IssueOrder order)
    {
        var seen = new List<IssueSummary>();
        IssueCursor? cursor = null;
        do
        {
            var page = List(order: order, after: cursor, limit: 2);
            seen.AddRange(page.Issues);
            cursor = page.Next is { } next ? IssueCursor.Parse(next.ToString()) : null;
        }
        while (cursor is not null);
        Assert.Equal(7, seen.Select(issue => issue.Id).Distinct().Count());
        Assert.Equal(7, seen.Count);
        if (order == IssueOrder.Events)
        {
            Assert.Equal(seen.Select(issue => issue.Events).OrderDescending(), seen.Select(issue => issue.Events));
        }
    }

    [Theory]
    [InlineData("Step3", 1)]
    [InlineData("step", 7)]
    [InlineData("Step3 Step4", 0)]
    [InlineData("colour:red", 4)]
    [InlineData("colour:red Step2", 1)]
    [InlineData("release:2.0", 3)]
    [InlineData("release:9.9", 0)]
    [InlineData("is:crash", 0)]
    [InlineData("\") OR 1=1 --", 0)]
    public void Search_finds_by_words_tags_and_releases(string text, int count) =>
        Assert.Equal(count, List(SearchQuery.Parse(text)).Issues.Count);

    [Fact]
    public void A_decision_changes_tab_and_history_and_can_be_taken_back()
    {
        var decisions = new IssueDecisions(_database, TimeProvider.System);
        var issues = new IssueQueries(_database);
        var id = List().Issues[0].Id;
        Assert.Equal([id], decisions.Apply([id, id, 99_999], IssueDecision.ResolveInNextRelease, 1, "Ada"));
        Assert.Empty(decisions.Apply([id], IssueDecision.ResolveInNextRelease, 1, "Ada"));
        Assert.Equal("resolved", issues.Find(id, Now)!.Summary.State);
        Assert.True(issues.Find(id, Now)!.ResolvedInNextRelease);
        Assert.Equal([6L, 6, 0, 0, 1], issues.CountTabs(_project));
        Assert.Equal([id], decisions.Apply([id], IssueDecision.Undo, 1, "Ada"));
        Assert.Equal("new", issues.Find(id, Now)!.Summary.Substate);
        Assert.Equal("undone", new IssuePartQueries(_database).History(_project, id)[0].What);
    }

    [Fact]
    public void An_event_knows_its_neighbours_and_its_report()
    {
        var issue = List(order: IssueOrder.Events).Issues[0];
        var events = new EventQueries(_database);
        var latest = events.Find(events.Latest(_project, issue.Id)!.Value)!;
        Assert.Null(latest.Newer);
        Assert.Equal(latest.Row, events.Find(latest.Older!.Value)!.Newer);
        Assert.Equal(latest.EventId, latest.Report!.EventId);
        Assert.Equal(latest.Row, events.FindById(latest.EventId));
    }

    [Fact]
    public void Lists_never_read_events()
    {
        using var reader = _database.Read();
        foreach (var order in (ReadOnlySpan<string>)["last_seen", "first_seen", "event_count", "user_count"])
        {
            var plan = reader.Prepare($"EXPLAIN QUERY PLAN SELECT id FROM issue i WHERE project_id = 1 AND merged_into IS NULL AND state = 'open' ORDER BY {order} DESC, id DESC LIMIT 51");
            var lines = new List<string>();
            while (plan.Step())
            {
                lines.Add(plan.Text(3));
            }

            Assert.DoesNotContain(lines, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.Contains("USING", StringComparison.Ordinal));
        }
    }

    IssueListResult List(SearchQuery? search = null, IssueOrder order = IssueOrder.LastSeen, IssueCursor? after = null, int limit = 50) =>
        new IssueQueries(_database).List(_project, IssueTabFilter.Open, order, search ?? SearchQuery.Empty, after, Now, limit);

    NewEvent Event(int issue, int copy)
    {
        var report = new Report
        {
            EventId = $"{(issue * 100) + copy + 1:x32}",
            Platform = "csharp",
            Timestamp = Now.AddMinutes(-issue),
            Release = issue % 2 == 0 ? "1.0" : "2.0",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = issue % 2 == 0 ? "red" : "blue" },
            Exceptions = [new() { Type = $"Step{issue}Exception", Value = "step failed", Frames = [new() { Function = $"Step{issue}.Run()", Module = "App", InApp = true }] }],
        };
        return new()
        {
            ProjectId = _project, KeyId = 1, EventId = report.EventId, ReceivedAt = Now, Report = report, Grouping = Grouper.Group(report),
            ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
        };
    }
}
