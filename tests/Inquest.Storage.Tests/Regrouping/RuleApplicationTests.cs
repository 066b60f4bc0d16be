using Inquest.Grouping;
using Inquest.Grouping.Rules;
using Inquest.Grouping.Similarity;
using Inquest.Reports;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;
using Inquest.Storage.Regrouping;

namespace Inquest.Storage.Tests.Regrouping;

public sealed class RuleApplicationTests : IDisposable
{
    // Every number that an issue's page shows, for each issue that has events.
    const string Counters =
        """
        SELECT 'issue ' || id || ' ' || event_count || ' ' || user_count || ' ' || first_seen || ' ' || ifnull(first_release, '')
          || ' ' || last_event_id || ' ' || ifnull(merged_into, '') || ' ' || last_seen || ' ' || ifnull(last_release, '') FROM issue WHERE event_count > 0
        UNION ALL SELECT 'day ' || issue_id || ' ' || day || ' ' || count FROM issue_day WHERE count <> 0
        UNION ALL SELECT 'user ' || issue_id || ' ' || user_hash || ' ' || count FROM issue_user WHERE count <> 0
        UNION ALL SELECT 'release ' || issue_id || ' ' || release || ' ' || count FROM issue_release WHERE count <> 0
        UNION ALL SELECT 'tag ' || issue_id || ' ' || key || ' ' || value || ' ' || count FROM issue_tag WHERE count <> 0
        UNION ALL SELECT 'event ' || id || ' ' || issue_id || ' ' || fingerprint FROM event
        ORDER BY 1
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-rules-").FullName;
    readonly MovableTime _time = new();
    readonly Database _database;
    readonly GroupingRevisions _revisions;
    readonly RuleApplication _application;
    readonly long _project;
    int _next;

    public RuleApplicationTests()
    {
        _database = Database.Open(Path.Combine(_folder, "inquest.db"));
        new SetupService(_database, _time).CreateFirst("Studio", "Game", "a@example.com", "correct horse", out var first);
        _project = first!.ProjectId;
        (_revisions, _application) = (new(_database, _time), new(_database, _time));
        Store("LoadTexture", "VendorRead", 5);
        Store("LoadTexture", "VendorDecode", 3);
        Store("SaveGame", "VendorRead", 2);
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_rule_is_looked_at_applied_and_taken_back()
    {
        // The vendor's two functions decide: 7 events of VendorRead, 3 of VendorDecode.
        Assert.Equal([7, 3], Counts());
        var before = All();
        const string text = "module:Vendor.* -app\npin 00000000000000000000000000000001 GAME-1\npin 00000000000000000000000000000009 GAME-1";
        var preview = new Regrouper(_database).Preview(_project, RuleSet.Parse(text).Rules!, 0);
        // Now LoadTexture decides for 8 of them (5 are in issue 1, 3 in issue 2) and SaveGame for 2.
        Assert.Equal((10L, 5L, 1, 1, 1, 0), (preview.LookedAt, preview.Moved, preview.Merged, preview.Split, preview.Created, preview.Reopened));
        Assert.Equal(["GAME-2 → GAME-1: 3", "GAME-1 → new: 2"], preview.Changes.Select(change => $"{change.From} → {change.To ?? "new"}: {change.Events}"));
        Assert.Equal((2, 9), (preview.PinCount, Convert.ToInt32(Assert.Single(preview.FailedPins).EventId, 16)));
        Assert.Equal(before, All());

        Assert.Equal(1, _revisions.Save(_project, text, "", 1, "Ada"));
        Assert.Null(_revisions.Save(_project, "", "", 1, "Ada", expected: 0));
        Apply();
        Assert.Equal([8, 0, 2], Counts());
        Assert.Equal(("done", 10L, 5L, 1L), Current());
        Assert.Equal(["1"], Read("SELECT CAST(merged_into AS TEXT) FROM issue WHERE id = 2"));
        Assert.Equal("all of its", new IssuePartQueries(_database).History(_project, 2)[0].Detail.Split("moved ")[1][..10]);

        Assert.Equal(2, _revisions.Undo(_project, 1, "Ada"));
        Apply();
        Assert.Equal([7, 3, 0], Counts());
        Assert.Equal(before, All());
        Assert.Equal("takes back 1", _revisions.Current(_project)!.Note);
    }

    [Fact]
    public void Events_that_arrive_meanwhile_follow_the_new_rules()
    {
        _revisions.Save(_project, "module:Vendor.* -app", "", 1, "Ada");
        _application.Step();
        var rules = RuleSet.Parse("module:Vendor.* -app").Rules;
        Store("SaveGame", "VendorRead", 4, rules);
        // From a worker that had not heard of the rules.
        Store("SaveGame", "VendorDecode", 1);
        Apply();
        Assert.Equal([8, 0, 7], Counts());
    }

    [Fact]
    public void Issues_of_the_version_before_keep_their_events()
    {
        var report = Report("OldPlace", "OldCall");
        var (version, key) = Grouper.Older(report);
        StoreAs(report, Grouper.Group(report) with { Version = version, Key = key });
        Store("OldPlace", "OldCall", 3);
        Assert.Equal([7, 3, 4], Counts());
        Assert.Equal("upgraded", new IssuePartQueries(_database).History(_project, 3)[0].What);
        _time.Now = _time.Now.AddDays(400);
        var other = Report("Elsewhere", "Other");
        StoreAs(other, Grouper.Group(other) with { Version = version, Key = Grouper.Older(other).Key });
        Store("Elsewhere", "Other", 1);
        Assert.Equal([7, 3, 4, 1, 1], Counts());
    }

    [Fact]
    public void A_new_key_joins_what_it_resembles_and_can_leave_again()
    {
        StoreDeep("RenderWater");
        StoreDeep("RenderWaterFast");
        Assert.Equal([7, 3, 2], Counts());
        var history = new IssuePartQueries(_database).History(_project, 3)[0];
        Assert.Equal("attached", history.What);
        Assert.Contains("DrawScene", history.Detail, StringComparison.Ordinal);
        new IssueDecisions(_database, _time).Apply([3], IssueDecision.Undo, 1, "Ada");
        var mover = new IssueMover(_database, _time);
        while (mover.Step())
        {
        }

        StoreDeep("RenderWaterFast");
        Assert.Equal([7, 3, 1, 2], Counts());
    }

    [Fact]
    public void A_new_function_before_a_known_bug_is_its_helper()
    {
        var before = Report("ParseHeader", "x");
        StoreAs(before with { Exceptions = [before.Exceptions[0] with { Frames = [before.Exceptions[0].Frames[1]] }] }, null, 0.99);
        var after = Report("ParseHeader", "ClampOffset");
        StoreAs(after, null, 0.99);
        Assert.Equal([7, 3, 2], Counts());
        Assert.Contains("never seen before", new IssuePartQueries(_database).History(_project, 3)[0].Detail, StringComparison.Ordinal);
        StoreAs(Report("ParseHeader", "VendorRead"), null, 0.99);
        Assert.Equal([8, 3, 2], Counts());
    }

    void Apply()
    {
        _time.Now = _time.Now.AddMinutes(1);
        while (_application.Step())
        {
        }
    }

    (string Phase, long LookedAt, long Moved, long Created) Current() =>
        _revisions.Current(_project) is { } current ? (current.Phase, current.LookedAt, current.Moved, current.CreatedIssues) : default;

    List<long> Counts() => [.. Read("SELECT event_count FROM issue ORDER BY id").Select(long.Parse)];

    List<string> All() => Read(Counters);

    List<string> Read(string sql)
    {
        using var reader = _database.Read();
        var lines = new List<string>();
        var rows = reader.Prepare(sql);
        while (rows.Step())
        {
            lines.Add(rows.Text(0));
        }

        return lines;
    }

    void Store(string place, string call, int count, RuleSet? rules = null)
    {
        for (var i = 0; i < count; i++)
        {
            var report = Report(place, call);
            StoreAs(report, Grouper.Group(report, rules));
        }
    }

    void StoreDeep(string call)
    {
        var frames = new[] { call, "DrawLayer7", "DrawScene", "RenderFrame", "TickEngine", "PumpEvents" }.Select(name => new Frame { Function = name, Module = "Game", InApp = true });
        var report = Report("x", "y") with { Exceptions = [new() { Type = "DrawException", Frames = [.. frames] }] };
        StoreAs(report, Grouper.Group(report), 0.5);
    }

    Report Report(string place, string call) => new()
    {
        EventId = $"{++_next:x32}",
        Platform = "csharp",
        Timestamp = _time.Start.AddHours(_next),
        Release = $"1.{_next % 3}",
        User = new($"u{_next % 3}", null, null, null, null),
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = _next % 2 == 0 ? "red" : "blue" },
        Exceptions = [new() { Type = "BrokenException", Value = "failed", Frames = [new() { Function = call, Module = "Vendor.Io", InApp = true }, new() { Function = place, Module = "Game", InApp = true }] }],
    };

    void StoreAs(Report report, GroupingResult? grouping, double near = 0) => _database.Write(connection =>
    {
        grouping ??= Grouper.Group(report);
        var stack = Grouper.Normalise(report);
        var names = new List<string>();
        var batch = new EventBatch(connection, _time.Now, _database.Near);
        batch.Store(new()
        {
            ProjectId = _project, KeyId = 1, EventId = report.EventId, ReceivedAt = _time.Now, Report = report, Grouping = grouping,
            ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report), StackPacked = Zstd.PackJson(stack, NormalisedStackJson.Default.NormalisedStack),
            Terms = StackTerms.Of(stack, names), TermNames = names, NearThreshold = near, Stack = stack,
        });
        batch.Flush();
    });

    sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Start { get; } = DateTimeOffset.UtcNow.AddDays(-2);

        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
