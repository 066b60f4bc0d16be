using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Storage.Tests.Decisions;

public sealed class IssueRegroupingTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // Every number that an issue's page shows, for each issue that has events.
    const string Counters =
        """
        SELECT 'issue ' || id || ' ' || event_count || ' ' || user_count || ' ' || symbol_problem_count || ' ' || first_seen || ' ' || ifnull(first_release, '')
          || ' ' || ifnull(last_event_id, '') || ' ' || ifnull(merged_into, '') || ' ' || last_seen || ' ' || ifnull(last_release, '') FROM issue
        UNION ALL SELECT 'day ' || issue_id || ' ' || day || ' ' || count FROM issue_day WHERE count <> 0
        UNION ALL SELECT 'hour ' || issue_id || ' ' || hour || ' ' || count FROM issue_hour WHERE count <> 0
        UNION ALL SELECT 'user ' || issue_id || ' ' || user_hash || ' ' || count FROM issue_user WHERE count <> 0
        UNION ALL SELECT 'release ' || issue_id || ' ' || release || ' ' || count FROM issue_release WHERE count <> 0
        UNION ALL SELECT 'tag ' || issue_id || ' ' || key || ' ' || value || ' ' || count FROM issue_tag WHERE count <> 0
        UNION ALL SELECT 'project tag ' || key || ' ' || value || ' ' || count FROM project_tag WHERE count <> 0
        UNION ALL SELECT 'fingerprint ' || fingerprint || ' ' || issue_id FROM issue_fingerprint
        UNION ALL SELECT 'event ' || id || ' ' || issue_id FROM event
        ORDER BY 1
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-regroup-").FullName;
    readonly Database _database;
    readonly IssueRegrouping _regrouping;
    readonly IssueDecisions _decisions;
    readonly IssueMover _mover;
    readonly long _project;
    int _next;

    public IssueRegroupingTests()
    {
        var time = new FixedTime(Now);
        _database = Database.Open(Path.Combine(_folder, "inquest.db"));
        new SetupService(_database, time).CreateFirst("Studio", "Game", "a@example.com", "correct horse", out var first);
        _project = first!.ProjectId;
        (_regrouping, _decisions, _mover) = (new(_database, time), new(_database, time), new(_database, time));
        Store(0, 5, -3, "1.0");
        Store(1, 3, -9, "0.9");
        Store(2, 2, -1, "1.1");
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_merge_that_is_taken_back_leaves_every_counter_as_it_was()
    {
        var before = All();
        Assert.Equal(RegroupError.None, _regrouping.Merge(1, [2, 3], 1, "Ada"));
        Drain();
        var issues = new IssueQueries(_database);
        Assert.Equal(10, issues.Find(1, Now)!.Summary.Events);
        Assert.Equal(1, issues.Find(2, Now)!.Summary.Id);
        Assert.Equal("0.9", issues.Find(1, Now)!.Summary.FirstRelease);
        Assert.Single(issues.List(_project, IssueTabFilter.Open, IssueOrder.LastSeen, SearchQuery.Parse("Step1"), null, Now).Issues);
        Assert.Equal([1L], _decisions.Apply([1], IssueDecision.Undo, 1, "Ada"));
        Assert.Equal([1L], _decisions.Apply([1], IssueDecision.Undo, 1, "Ada"));
        Drain();
        Assert.Equal(before, All());
        Assert.Empty(issues.List(_project, IssueTabFilter.Open, IssueOrder.LastSeen, SearchQuery.Parse("Step1 Step0"), null, Now).Issues);
    }

    [Fact]
    public void Taken_back_before_anything_has_moved_it_ends_where_it_began()
    {
        var before = All();
        _regrouping.Merge(1, [2], 1, "Ada");
        _decisions.Apply([1], IssueDecision.Undo, 1, "Ada");
        Drain();
        Assert.Equal(before, All());
    }

    [Fact]
    public void Events_that_come_after_a_merge_go_where_undo_sends_the_rest()
    {
        _regrouping.Merge(1, [2], 1, "Ada");
        Drain();
        Store(1, 4, -1, "1.2");
        Assert.Equal(12, Events(1));
        _decisions.Apply([1], IssueDecision.Undo, 1, "Ada");
        Drain();
        Assert.Equal((5, 7), (Events(1), Events(2)));
    }

    [Fact]
    public void Some_fingerprints_become_an_issue_of_their_own_and_come_back()
    {
        _regrouping.Merge(1, [2, 3], 1, "Ada");
        Drain();
        var merged = All();
        var variants = new IssuePartQueries(_database).Variants(_project, 1);
        Assert.Equal([5L, 3, 2], variants.Select(variant => variant.Events));
        Assert.Equal(RegroupError.None, _regrouping.Split(1, [variants[1].Fingerprint], 1, "Ada", out var made));
        Drain();
        Assert.Equal((7, 3), (Events(1), Events(made)));
        Assert.Equal(Now.AddDays(-9).Milliseconds(), new IssueQueries(_database).Find(made, Now)!.Summary.FirstSeen);
        Assert.StartsWith("Step1Exception", new IssueQueries(_database).Find(made, Now)!.Summary.Title, StringComparison.Ordinal);
        Assert.Equal(made, new IssueQueries(_database).FindByShortId(new IssueQueries(_database).Find(made, Now)!.Summary.ShortId));
        Assert.Equal([1L], _decisions.Apply([1], IssueDecision.Undo, 1, "Ada"));
        Drain();
        Assert.Equal(1, new IssueQueries(_database).Find(made, Now)!.Summary.Id);
        Assert.Equal(merged, All().Where(line => !line.StartsWith($"issue {made} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_its_reason()
    {
        Assert.Equal(RegroupError.NothingToMerge, _regrouping.Merge(1, [1], 1, "Ada"));
        Assert.Equal(RegroupError.NoSuchIssue, _regrouping.Merge(1, [99], 1, "Ada"));
        Assert.Equal(RegroupError.NoSuchIssue, _regrouping.Split(99, [], 1, "Ada", out _));
        Assert.Equal(RegroupError.NotAPart, _regrouping.Split(1, [new(0, "nobody's")], 1, "Ada", out _));
        _regrouping.Merge(1, [2], 1, "Ada");
        Assert.Equal(RegroupError.NoSuchIssue, _regrouping.Merge(3, [2], 1, "Ada"));
    }

    [Fact]
    public void Ignored_until_more_events_have_come()
    {
        _decisions.Apply([1], IssueDecision.Ignore, 1, "Ada", new() { MoreEvents = 2 });
        Assert.Equal(7, new IssueQueries(_database).Find(1, Now)!.IgnoredUntilEvents);
        Store(0, 1, 0, "1.0");
        Assert.Equal("ignored", new IssueQueries(_database).Find(1, Now)!.Summary.State);
        Store(0, 1, 0, "1.0");
        Assert.Equal("open", new IssueQueries(_database).Find(1, Now)!.Summary.State);
    }

    [Fact]
    public void Somebody_takes_it_and_undo_gives_it_back()
    {
        _decisions.Apply([1], IssueDecision.Assign, 1, "Ada", new() { AssigneeId = 1, AssigneeName = "Ada" });
        Assert.Equal("a", new IssueQueries(_database).Find(1, Now)!.Summary.Assignee);
        Assert.Empty(_decisions.Apply([1], IssueDecision.Assign, 1, "Ada", new() { AssigneeId = 1, AssigneeName = "Ada" }));
        Assert.Equal("to Ada", new IssuePartQueries(_database).History(_project, 1)[0].Detail);
        _decisions.Apply([1], IssueDecision.Undo, 1, "Ada");
        Assert.Null(new IssueQueries(_database).Find(1, Now)!.AssigneeId);
    }

    long Events(long issue) => new IssueQueries(_database).Find(issue, Now)!.Summary.Events;

    void Drain()
    {
        while (_mover.Step())
        {
        }
    }

    List<string> All()
    {
        using var reader = _database.Read();
        var lines = new List<string>();
        var rows = reader.Prepare(Counters);
        while (rows.Step())
        {
            lines.Add(rows.Text(0));
        }

        return lines;
    }

    void Store(int bug, int count, int day, string release) => _database.Write(connection =>
    {
        var batch = new EventBatch(connection, Now);
        for (var i = 0; i < count; i++)
        {
            var report = new Report
            {
                EventId = $"{++_next:x32}",
                Platform = "csharp",
                Timestamp = Now.AddDays(day).AddMinutes(i),
                Release = release,
                User = new($"u{i % 3}", null, null, null, null),
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = i % 2 == 0 ? "red" : "blue" },
                Exceptions = [new() { Type = $"Step{bug}Exception", Value = "failed", Frames = [new() { Function = $"Step{bug}.Run()", Module = "App", InApp = true }] }],
            };
            batch.Store(new()
            {
                ProjectId = _project, KeyId = 1, EventId = report.EventId, ReceivedAt = Now, Report = report, Grouping = Grouper.Group(report),
                ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
            });
        }

        batch.Flush();
    });

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
