using Inquest.Grouping;
using Inquest.Grouping.Drift;
using Inquest.Grouping.Similarity;
using Inquest.Reports;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Storage.Drift;

/// <summary>Compares two releases: what is new, what only looks new, and what became more frequent.</summary>
public sealed class DriftQuery(Database database)
{
    // Rows are shown to a person who decides; the server itself joins from a higher likeness only.
    const double Threshold = 0.4;

    // 95 % of the normal distribution, two-sided.
    const double Z = 1.96;

    // A rate that rose by less is no news even when it is sure.
    const double LeastRatio = 1.2;

    /// <param name="projectId">Whose releases.</param>
    /// <param name="from">The earlier release.</param>
    /// <param name="to">The later release.</param>
    /// <returns>Null when one of them is not known.</returns>
    public DriftReport? Compare(long projectId, string from, string to)
    {
        using var reader = database.Read();
        if (EventsOf(reader.Connection, projectId, from) is not { } eventsBefore || EventsOf(reader.Connection, projectId, to) is not { } eventsAfter)
        {
            return null;
        }

        var (sessionsBefore, sessionsAfter) = (SessionsOf(reader.Connection, projectId, from), SessionsOf(reader.Connection, projectId, to));
        var perSession = sessionsBefore > 0 && sessionsAfter > 0;
        var (bases, fresh, jumped) = (perSession ? (sessionsBefore, sessionsAfter) : (eventsBefore, eventsAfter), new List<Counted>(), new List<JumpRow>());
        foreach (var issue in Issues(reader.Connection, projectId, from, to))
        {
            if (issue.Before == 0 && issue.FirstRelease == to)
            {
                fresh.Add(issue);
            }
            else if (issue.Before > 0 && Jump(issue, bases) is { } jump)
            {
                jumped.Add(jump);
            }
        }

        var rows = Explain(reader.Connection, projectId, to, fresh);
        return new()
        {
            Drifted = [.. rows.Where(row => row.OldIssueId is not null).OrderByDescending(row => row.Score)],
            New = [.. rows.Where(row => row.OldIssueId is null).OrderByDescending(row => row.Events)],
            Jumped = [.. jumped.OrderByDescending(row => row.Low)],
            Per = perSession ? "session" : "event",
            BaseBefore = bases.Item1,
            BaseAfter = bases.Item2,
        };
    }

    /// <summary>Releases that have events, the latest first.</summary>
    public IReadOnlyList<string> Releases(long projectId)
    {
        using var reader = database.Read();
        var found = new List<string>();
        var rows = reader.Prepare("SELECT version FROM release WHERE project_id = ?1 AND event_count > 0 ORDER BY first_seen DESC, id DESC LIMIT ?2")
            .Bind(1, projectId).Bind(2, (long)QueryLimits.DriftRowsShown);
        while (rows.Step())
        {
            found.Add(rows.Text(0));
        }

        return found;
    }

    /// <summary>Ratio of two Poisson rates with its interval on the logarithmic scale.</summary>
    internal static (double Ratio, double Low, double High) Ratio(long before, long baseBefore, long after, long baseAfter)
    {
        var ratio = (after / (double)baseAfter) / (before / (double)baseBefore);
        var width = Z * Math.Sqrt((1.0 / before) + (1.0 / after));
        return (ratio, ratio * Math.Exp(-width), ratio * Math.Exp(width));
    }

    static JumpRow? Jump(Counted issue, (long Before, long After) bases)
    {
        if (issue.After == 0 || bases.Before == 0 || bases.After == 0)
        {
            return null;
        }

        var (ratio, low, high) = Ratio(issue.Before, bases.Before, issue.After, bases.After);
        return low > LeastRatio ? new(issue.Id, issue.ShortId, issue.Title, issue.Before, issue.After, ratio, low, high) : null;
    }

    static List<DriftRow> Explain(Connection connection, long projectId, string to, List<Counted> fresh)
    {
        var index = new SimilarityIndex();
        var stacks = new Dictionary<long, NormalisedStack>();
        var names = new Dictionary<long, Counted>();
        foreach (var known in Older(connection, projectId, to))
        {
            if (StackOf(connection, known.LastEvent) is { } stack)
            {
                index.Add(known.Id, StackTerms.Of(stack));
                (stacks[known.Id], names[known.Id]) = (stack, known);
            }
        }

        var rows = new List<DriftRow>();
        foreach (var issue in fresh)
        {
            var stack = StackOf(connection, issue.LastEvent);
            var near = stack is null ? null : index.Find(StackTerms.Of(stack), Threshold);
            rows.Add(near is null
                ? new(issue.Id, issue.ShortId, issue.Title, issue.After, null, null, null, 0, DriftCause.Changed)
                : new(issue.Id, issue.ShortId, issue.Title, issue.After, near.Issue, names[near.Issue].ShortId, names[near.Issue].Title, near.Score, DriftCauses.Of(stacks[near.Issue], stack!)));
        }

        return rows;
    }

    static List<Counted> Issues(Connection connection, long projectId, string from, string to) => Read(connection.Prepare(
        """
        SELECT i.id, p.short_prefix || '-' || i.short_id, i.title, ifnull(i.first_release, ''), i.last_event_id, ifnull(a.count, 0), b.count
        FROM issue_release b JOIN issue i ON i.id = b.issue_id AND i.merged_into IS NULL JOIN project p ON p.id = i.project_id
        LEFT JOIN issue_release a ON a.project_id = b.project_id AND a.issue_id = b.issue_id AND a.release = ?2
        WHERE b.project_id = ?1 AND b.release = ?3 AND b.count > 0 ORDER BY b.count DESC LIMIT ?4
        """).Bind(1, projectId).Bind(2, from).Bind(3, to).Bind(4, (long)StorageLimits.DriftIssuesMax));

    static List<Counted> Older(Connection connection, long projectId, string to) => Read(connection.Prepare(
        """
        SELECT i.id, p.short_prefix || '-' || i.short_id, i.title, ifnull(i.first_release, ''), i.last_event_id, 0, 0
        FROM issue i JOIN project p ON p.id = i.project_id
        WHERE i.project_id = ?1 AND i.merged_into IS NULL AND ifnull(i.first_release, '') <> ?2 AND i.event_count > 0 ORDER BY i.last_seen DESC LIMIT ?3
        """).Bind(1, projectId).Bind(2, to).Bind(3, (long)StorageLimits.DriftIssuesMax));

    static List<Counted> Read(Statement rows)
    {
        var found = new List<Counted>();
        while (rows.Step())
        {
            found.Add(new(rows.Int64(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Int64OrNull(4), rows.Int64(5), rows.Int64(6)));
        }

        return found;
    }

    static long? EventsOf(Connection connection, long projectId, string release) =>
        connection.Prepare("SELECT event_count FROM release WHERE project_id = ?1 AND version = ?2").Bind(1, projectId).Bind(2, release).Scalar();

    static long SessionsOf(Connection connection, long projectId, string release) => connection.Prepare(
        """
        SELECT sum(h.sessions) FROM health_run r JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id = 0
        WHERE r.project_id = ?1 AND r.release = ?2
        """).Bind(1, projectId).Bind(2, release).Scalar() ?? 0;

    static NormalisedStack? StackOf(Connection connection, long? eventRow)
    {
        var row = connection.Prepare("SELECT stack_zstd, report_zstd FROM event_body WHERE id = ?1").Bind(1, eventRow);
        var (stack, report) = row.Step() ? (row.BlobOrNull(0), row.BlobOrNull(1)) : (null, null);
        row.Reset();
        if (stack is not null && Zstd.UnpackJson(stack, NormalisedStackJson.Default.NormalisedStack) is { } stored && Grouper.IsCurrent(stored))
        {
            return stored;
        }

        return report is not null && Zstd.UnpackJson(report, ReportJson.Default.Report) is { } whole ? Grouper.Normalise(whole) : null;
    }

    sealed record Counted(long Id, string ShortId, string Title, string FirstRelease, long? LastEvent, long Before, long After);
}
