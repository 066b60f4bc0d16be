using System.Text;
using Inquest.Storage.Events;

namespace Inquest.Storage.Queries;

/// <summary>Lists of issues. Everything comes from counters kept on the issue's own rows; no event is ever counted.</summary>
public sealed class IssueQueries(Database database)
{
    const string Columns =
        """
        i.project_id, i.id, p.short_prefix || '-' || i.short_id, i.title, i.culprit, i.kind, i.level, i.platform, i.is_crash, i.state, i.substate,
        i.first_seen, i.last_seen, i.first_release, i.last_release, i.event_count, i.user_count, i.symbol_problem_count,
        (SELECT r.count FROM issue_release r WHERE r.project_id = i.project_id AND r.issue_id = i.id AND r.release = i.last_release),
        (SELECT CASE WHEN i.is_crash THEN r.crash_count ELSE r.event_count END FROM release r
         WHERE r.project_id = i.project_id AND r.version = i.last_release),
        (SELECT u.name FROM user u WHERE u.id = i.assignee_user_id)
        """;

    /// <param name="projectId">The project.</param>
    /// <param name="tab">Which issues.</param>
    /// <param name="order">By what, falling.</param>
    /// <param name="search">What they must contain.</param>
    /// <param name="after">The last issue of the page before, or null.</param>
    /// <param name="now">The last day of the charts.</param>
    /// <param name="limit">Issues wanted.</param>
    public IssueListResult List(
        long projectId, IssueTabFilter tab, IssueOrder order, SearchQuery search, IssueCursor? after, DateTimeOffset now,
        int limit = QueryLimits.IssuesPerPage)
    {
        using var reader = database.Read();
        var statement = reader.Prepare(Text(tab, order, search, after is not null)).Bind(1, projectId).Bind(2, limit + 1);
        var index = 3;
        if (after is { } cursor)
        {
            statement.Bind(index++, cursor.Value).Bind(index++, cursor.Id);
        }

        if (search.Match is { } match)
        {
            statement.Bind(index++, match);
        }

        foreach (var release in search.Releases)
        {
            statement.Bind(index++, release);
        }

        foreach (var (key, value) in search.Tags)
        {
            statement.Bind(index++, key).Bind(index++, value);
        }

        var issues = new List<IssueSummary>(limit + 1);
        while (statement.Step())
        {
            issues.Add(Read(statement));
        }

        IssueCursor? next = null;
        if (issues.Count > limit)
        {
            issues.RemoveAt(limit);
            next = new(Value(issues[^1], order), issues[^1].Id);
        }

        var day = UnixTime.Day(now.Milliseconds());
        for (var i = 0; i < issues.Count; i++)
        {
            issues[i] = issues[i] with { Days = Days(reader.Connection, issues[i].ProjectId, issues[i].Id, day, QueryLimits.SparkDays) };
        }

        return new(issues, next);
    }

    /// <summary>Issues per tab, in the order of <see cref="IssueTabFilter"/>.</summary>
    public IReadOnlyList<long> CountTabs(long projectId)
    {
        using var reader = database.Read();
        var counts = new long[5];
        foreach (var tab in Enum.GetValues<IssueTabFilter>())
        {
            // Counted on an index of the project's issues alone: 20,000 entries take a millisecond.
            counts[(int)tab] = reader.Prepare(
                $"SELECT count(*) FROM issue i WHERE i.project_id = ?1 AND i.merged_into IS NULL AND {Condition(tab)}").Bind(1, projectId).Scalar() ?? 0;
        }

        return counts;
    }

    /// <summary>The issue of a short id such as <c>GAME-12</c>, or null.</summary>
    public long? FindByShortId(string text)
    {
        var dash = text.LastIndexOf('-');
        if (dash <= 0 || !long.TryParse(text.AsSpan(dash + 1), out var number))
        {
            return null;
        }

        using var reader = database.Read();
        return reader.Prepare(
            "SELECT i.id FROM project p JOIN issue i ON i.project_id = p.id AND i.short_id = ?2 WHERE p.short_prefix = ?1 LIMIT 1")
            .Bind(1, text[..dash].ToUpperInvariant()).Bind(2, number).Scalar();
    }

    /// <summary>The project of an issue, merged ones included.</summary>
    public long? ProjectOf(long issueId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT project_id FROM issue WHERE id = ?1").Bind(1, issueId).Scalar();
    }

    /// <summary>The first issue that a project ever had, or null.</summary>
    public long? First(long projectId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT min(id) FROM issue WHERE project_id = ?1").Bind(1, projectId).Scalar();
    }

    /// <summary>One issue with its chart, following merges; null when there is none.</summary>
    public IssueDetail? Find(long issueId, DateTimeOffset now)
    {
        using var reader = database.Read();
        var id = issueId;
        // A chain of merges is as long as people made it, and no longer than this.
        for (var i = 0; i < 32; i++)
        {
            if (reader.Prepare("SELECT merged_into FROM issue WHERE id = ?1").Bind(1, id).Scalar() is not { } into)
            {
                break;
            }

            id = into;
        }

        var row = reader.Prepare(
            $"""
             SELECT {Columns}, i.resolved_in_release, i.resolved_in_next_release, i.regressed_in_release, i.ignored_until, i.ignored_until_events,
               i.last_event_id, i.grouping_json, p.name, i.assignee_user_id
             FROM issue i JOIN project p ON p.id = i.project_id WHERE i.id = ?1
             """).Bind(1, id);
        if (!row.Step())
        {
            return null;
        }

        var detail = new IssueDetail
        {
            Summary = Read(row),
            ResolvedInRelease = row.TextOrNull(21),
            ResolvedInNextRelease = row.Bool(22),
            RegressedInRelease = row.TextOrNull(23),
            IgnoredUntil = row.Int64OrNull(24),
            IgnoredUntilEvents = row.Int64OrNull(25),
            LastEventRow = row.Int64OrNull(26),
            GroupingJson = row.Text(27),
            ProjectName = row.Text(28),
            AssigneeId = row.Int64OrNull(29),
        };
        row.Reset();
        var days = Days(reader.Connection, detail.Summary.ProjectId, id, UnixTime.Day(now.Milliseconds()), QueryLimits.TrendDays);
        return detail with { Summary = detail.Summary with { Days = days } };
    }

    static string Text(IssueTabFilter tab, IssueOrder order, SearchQuery search, bool hasCursor)
    {
        var column = Column(order);
        var text = new StringBuilder(
            $"SELECT {Columns} FROM issue i JOIN project p ON p.id = i.project_id WHERE i.project_id = ?1 AND i.merged_into IS NULL AND {Condition(tab)}");
        var index = 3;
        if (hasCursor)
        {
            text.Append($" AND ({column}, i.id) < (?{index++}, ?{index++})");
        }

        if (search.Match is not null)
        {
            text.Append($" AND i.id IN (SELECT rowid FROM issue_search WHERE issue_search MATCH ?{index++})");
        }

        foreach (var _ in search.Releases)
        {
            text.Append(
                $" AND EXISTS (SELECT 1 FROM issue_release r WHERE r.project_id = ?1 AND r.issue_id = i.id AND r.release = ?{index++})");
        }

        foreach (var _ in search.Tags)
        {
            text.Append(
                $" AND EXISTS (SELECT 1 FROM issue_tag t WHERE t.project_id = ?1 AND t.issue_id = i.id AND t.key = ?{index++} AND t.value = ?{index++})");
        }

        if (search.IsCrash is { } isCrash)
        {
            text.Append(isCrash ? " AND i.is_crash = 1" : " AND i.is_crash = 0");
        }

        return text.Append($" ORDER BY {column} DESC, i.id DESC LIMIT ?2").ToString();
    }

    static string Condition(IssueTabFilter tab) => tab switch
    {
        // A substate belongs to open issues alone: every decision clears it. Not asking for the state keeps the query on its index.
        IssueTabFilter.New => "i.substate = 'new'",
        IssueTabFilter.Regressed => "i.substate = 'regressed'",
        IssueTabFilter.Ignored => "i.state = 'ignored'",
        IssueTabFilter.Resolved => "i.state = 'resolved'",
        _ => "i.state = 'open'",
    };

    static string Column(IssueOrder order) => order switch
    {
        IssueOrder.FirstSeen => "i.first_seen",
        IssueOrder.Events => "i.event_count",
        IssueOrder.Users => "i.user_count",
        _ => "i.last_seen",
    };

    static long Value(IssueSummary issue, IssueOrder order) => order switch
    {
        IssueOrder.FirstSeen => issue.FirstSeen,
        IssueOrder.Events => issue.Events,
        IssueOrder.Users => issue.Users,
        _ => issue.LastSeen,
    };

    static IssueSummary Read(Statement row) => new()
    {
        ProjectId = row.Int64(0),
        Id = row.Int64(1),
        ShortId = row.Text(2),
        Title = row.Text(3),
        Culprit = row.Text(4),
        Kind = row.Text(5),
        Level = row.Text(6),
        Platform = row.Text(7),
        IsCrash = row.Bool(8),
        State = row.Text(9),
        Substate = row.TextOrNull(10),
        FirstSeen = row.Int64(11),
        LastSeen = row.Int64(12),
        FirstRelease = row.TextOrNull(13),
        LastRelease = row.TextOrNull(14),
        Events = row.Int64(15),
        Users = row.Int64(16),
        SymbolProblems = row.Int64(17),
        ReleaseEvents = row.Int64(18),
        ReleaseTotal = row.Int64(19),
        Assignee = row.TextOrNull(20),
    };

    static long[] Days(Connection connection, long projectId, long issueId, long today, int count)
    {
        var days = new long[count];
        var first = today - count + 1;
        var rows = connection.Prepare("SELECT day, count FROM issue_day WHERE project_id = ?1 AND issue_id = ?2 AND day BETWEEN ?3 AND ?4")
            .Bind(1, projectId).Bind(2, issueId).Bind(3, first).Bind(4, today);
        while (rows.Step())
        {
            days[rows.Int64(0) - first] = Math.Max(0, rows.Int64(1));
        }

        return days;
    }
}
