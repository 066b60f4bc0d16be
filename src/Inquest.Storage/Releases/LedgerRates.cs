using Inquest.Storage.Queries;

namespace Inquest.Storage.Releases;

/// <summary>What the ledger and the counters say about how sessions came in, and what spent an error budget.</summary>
public sealed class LedgerRates(Database database)
{
    /// <summary>Share of a category that clients sent and did not sample away, since an hour; null when none says that it samples.</summary>
    public double? Kept(long projectId, string category, long fromHour)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT coalesce(sum(CASE WHEN outcome = 0 THEN quantity END), 0), coalesce(sum(CASE WHEN outcome = 5 AND reason = 'sample_rate' THEN quantity END), 0)
            FROM outcome WHERE project_id = ?1 AND hour >= ?2 AND category = ?3
            """).Bind(1, projectId).Bind(2, fromHour).Bind(3, category);
        row.Step();
        var (accepted, sampled) = (row.Int64(0), row.Int64(1));
        row.Reset();
        return sampled == 0 || accepted == 0 ? null : (double)accepted / (accepted + sampled);
    }

    /// <summary>Updates of sessions by the reason why they were not taken; those taken under the empty text.</summary>
    public IReadOnlyDictionary<string, long> SessionOutcomes(long projectId, long fromHour)
    {
        using var reader = database.Read();
        var outcomes = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = reader.Prepare("SELECT reason, sum(quantity) FROM outcome WHERE project_id = ?1 AND hour >= ?2 AND category = 'session' AND outcome <> 5 GROUP BY reason")
            .Bind(1, projectId).Bind(2, fromHour);
        while (rows.Step())
        {
            outcomes[rows.Text(0)] = rows.Int64(1);
        }

        return outcomes;
    }

    /// <summary>Releases that a build server made.</summary>
    public IReadOnlySet<string> Declared(long projectId)
    {
        using var reader = database.Read();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var rows = reader.Prepare("SELECT version FROM release WHERE project_id = ?1 AND declared_at IS NOT NULL").Bind(1, projectId);
        while (rows.Step())
        {
            names.Add(rows.Text(0));
        }

        return names;
    }

    /// <summary>The client that sent a release's sessions last.</summary>
    public IReadOnlyDictionary<string, string> Sdks(long projectId)
    {
        using var reader = database.Read();
        var sdks = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = reader.Prepare("SELECT release, sdk FROM health_run WHERE project_id = ?1 AND sdk <> '' ORDER BY last_hour").Bind(1, projectId);
        while (rows.Step())
        {
            sdks[rows.Text(0)] = rows.Text(1);
        }

        return sdks;
    }

    /// <summary>Counters that cannot be, by release: there should be none.</summary>
    public IReadOnlyDictionary<string, long> Impossible(long projectId, long fromHour)
    {
        using var reader = database.Read();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = reader.Prepare(
            """
            SELECT r.release, count(*) FROM health_run r JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.hour >= ?2
            WHERE r.project_id = ?1 AND (min(h.sessions, h.crashed, h.reported, h.unconfirmed, h.users, h.crashed_users, h.anonymous, h.uninitiated) < 0
              OR h.crashed > h.sessions OR h.reported > h.crashed OR h.unconfirmed > h.crashed OR h.crashed_users > h.users)
            GROUP BY r.release
            """).Bind(1, projectId).Bind(2, fromHour);
        while (rows.Step())
        {
            counts[rows.Text(0)] = rows.Int64(1);
        }

        return counts;
    }

    /// <summary>Days of people with a crash, by release, most first.</summary>
    public IReadOnlyList<(string Name, long Crashes, long Issue)> CrashedByRelease(long projectId, string environment, long fromDay)
    {
        using var reader = database.Read();
        return List(reader.Prepare(
            """
            SELECT r.release, sum(d.crashed_users) AS n, 0 FROM health_run r
            JOIN health_day d ON d.project_id = r.project_id AND d.run_id = r.id AND d.segment_id = 0 AND d.day >= ?3
            WHERE r.project_id = ?1 AND (?2 = '' OR r.environment = ?2) GROUP BY r.release HAVING n > 0 ORDER BY n DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, environment).Bind(3, fromDay).Bind(4, (long)QueryLimits.SegmentsShown));
    }

    /// <summary>The same by segment; one person is in several.</summary>
    public IReadOnlyList<(string Name, long Crashes, long Issue)> CrashedBySegment(long projectId, string environment, long fromDay)
    {
        using var reader = database.Read();
        return List(reader.Prepare(
            """
            SELECT s.dimension || ' = ' || s.value, sum(d.crashed_users) AS n, 0 FROM health_run r
            JOIN health_day d ON d.project_id = r.project_id AND d.run_id = r.id AND d.segment_id > 0 AND d.day >= ?3
            JOIN health_segment s ON s.id = d.segment_id
            WHERE r.project_id = ?1 AND (?2 = '' OR r.environment = ?2) GROUP BY d.segment_id HAVING n > 0 ORDER BY n DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, environment).Bind(3, fromDay).Bind(4, (long)QueryLimits.SegmentsShown));
    }

    /// <summary>Crashes by issue, most first.</summary>
    public IReadOnlyList<(string Name, long Crashes, long Issue)> CrashesByIssue(long projectId, long fromDay)
    {
        using var reader = database.Read();
        return List(reader.Prepare(
            """
            SELECT p.short_prefix || '-' || i.short_id || ' ' || i.title, sum(d.count) AS n, i.id FROM issue_day d
            JOIN issue i ON i.id = d.issue_id JOIN project p ON p.id = i.project_id
            WHERE d.project_id = ?1 AND d.day >= ?2 AND i.is_crash = 1 AND i.merged_into IS NULL GROUP BY i.id ORDER BY n DESC LIMIT ?3
            """).Bind(1, projectId).Bind(2, fromDay).Bind(3, (long)QueryLimits.SegmentsShown));
    }

    static List<(string Name, long Crashes, long Issue)> List(Statement rows)
    {
        var list = new List<(string, long, long)>();
        while (rows.Step())
        {
            list.Add((rows.Text(0), rows.Int64(1), rows.Int64(2)));
        }

        return list;
    }
}
