namespace Inquest.Storage.Queries;

/// <summary>The parts of an issue page besides the event: tags, history, what users wrote.</summary>
public sealed class IssuePartQueries(Database database)
{
    /// <summary>Tags that tell most, each with its most frequent values here and their frequency overall.</summary>
    public IReadOnlyList<TagDistribution> Tags(long projectId, long issueId)
    {
        using var reader = database.Read();
        var keys = new List<(string Key, long Sum, int Values)>();
        var rows = reader.Prepare(
            """
            SELECT key, sum(count), count(*) FROM issue_tag WHERE project_id = ?1 AND issue_id = ?2 AND count > 0
            GROUP BY key ORDER BY sum(count) DESC, key LIMIT ?3
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, (long)QueryLimits.TagKeysShown);
        while (rows.Step())
        {
            keys.Add((rows.Text(0), rows.Int64(1), rows.Int32(2)));
        }

        var tags = new List<TagDistribution>(keys.Count);
        foreach (var (key, sum, count) in keys)
        {
            var overall = reader.Prepare("SELECT sum(count) FROM project_tag WHERE project_id = ?1 AND key = ?2")
                .Bind(1, projectId).Bind(2, key).Scalar() ?? 0;
            tags.Add(new(key, sum, overall, count, Values(reader, projectId, issueId, key)));
        }

        return tags;
    }

    /// <summary>Latest changes first.</summary>
    public IReadOnlyList<HistoryEntry> History(long projectId, long issueId)
    {
        using var reader = database.Read();
        var entries = new List<HistoryEntry>();
        var rows = reader.Prepare(
            """
            SELECT at, actor, what, detail FROM issue_history WHERE project_id = ?1 AND issue_id = ?2 ORDER BY id DESC LIMIT ?3
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, (long)QueryLimits.HistoryShown);
        while (rows.Step())
        {
            entries.Add(new(rows.Int64(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return entries;
    }

    /// <summary>What users wrote about the issue's latest events.</summary>
    public IReadOnlyList<UserReportEntry> UserReports(long projectId, long issueId)
    {
        using var reader = database.Read();
        var entries = new List<UserReportEntry>();
        // Bounded by events rather than joined: an issue may have a million.
        var rows = reader.Prepare(
            """
            SELECT u.received_at, u.name, u.email, u.comments
            FROM (SELECT event_id FROM event WHERE project_id = ?1 AND issue_id = ?2 ORDER BY id DESC LIMIT ?3) AS e
            CROSS JOIN user_report u ON u.project_id = ?1 AND u.event_id = e.event_id
            ORDER BY u.id DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, (long)QueryLimits.EventsSearchedForUserReports).Bind(4, (long)QueryLimits.UserReportsShown);
        while (rows.Step())
        {
            entries.Add(new(rows.Int64(0), rows.TextOrNull(1), rows.TextOrNull(2), rows.Text(3)));
        }

        return entries;
    }

    static List<TagCount> Values(ReaderLease reader, long projectId, long issueId, string key)
    {
        var values = new List<TagCount>();
        var rows = reader.Prepare(
            """
            SELECT t.value, t.count, (SELECT p.count FROM project_tag p WHERE p.project_id = ?1 AND p.key = ?3 AND p.value = t.value)
            FROM issue_tag t WHERE t.project_id = ?1 AND t.issue_id = ?2 AND t.key = ?3 AND t.count > 0 ORDER BY t.count DESC, t.value LIMIT ?4
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, key).Bind(4, (long)QueryLimits.TagValuesShown);
        while (rows.Step())
        {
            values.Add(new(rows.Text(0), rows.Int64(1), rows.Int64(2)));
        }

        return values;
    }
}
