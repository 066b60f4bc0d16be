using Inquest.Storage.Decisions;
using Inquest.Storage.Events;

namespace Inquest.Storage.Queries;

/// <summary>The parts of an issue page besides the event: tags, history, what users wrote.</summary>
public sealed class IssuePartQueries(Database database)
{
    /// <summary>Events of an issue that were counted and not kept.</summary>
    public long NotKept(long projectId, long issueId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT coalesce(sum(count), 0) FROM issue_dropped WHERE project_id = ?1 AND issue_id = ?2")
            .Bind(1, projectId).Bind(2, issueId).Scalar() ?? 0;
    }

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
    public IReadOnlyList<HistoryEntry> History(long projectId, long issueId, int limit = QueryLimits.HistoryShown)
    {
        using var reader = database.Read();
        var entries = new List<HistoryEntry>();
        var rows = reader.Prepare(
            """
            SELECT at, actor, what, detail, undo_json IS NOT NULL AND undone_at IS NULL FROM issue_history WHERE project_id = ?1 AND issue_id = ?2 ORDER BY id DESC LIMIT ?3
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, (long)limit);
        var hasUndo = false;
        while (rows.Step())
        {
            entries.Add(new(rows.Int64(0), rows.Text(1), rows.Text(2), rows.Text(3), CanUndo: rows.Bool(4) && !hasUndo));
            hasUndo |= rows.Bool(4);
        }

        return entries;
    }

    /// <summary>Releases that the issue is in and that appeared within the chart's days, latest first.</summary>
    public IReadOnlyList<ReleaseEntry> Releases(long projectId, long issueId, DateTimeOffset now)
    {
        using var reader = database.Read();
        var releases = new List<ReleaseEntry>();
        var rows = reader.Prepare(
            """
            SELECT r.version, r.first_seen FROM issue_release i JOIN release r ON r.project_id = i.project_id AND r.version = i.release
            WHERE i.project_id = ?1 AND i.issue_id = ?2 AND i.count > 0 AND r.first_seen > ?3 ORDER BY r.first_seen DESC LIMIT ?4
            """)
            .Bind(1, projectId).Bind(2, issueId).Bind(3, now.AddDays(-QueryLimits.TrendDays).Milliseconds()).Bind(4, (long)QueryLimits.ReleasesMarked);
        while (rows.Step())
        {
            releases.Add(new(rows.Text(0), rows.Int64(1)));
        }

        return releases;
    }

    /// <summary>The issue's fingerprints with how many of its latest events have each; empty when it has but one.</summary>
    public IReadOnlyList<VariantEntry> Variants(long projectId, long issueId)
    {
        using var reader = database.Read();
        var variants = new List<VariantEntry>();
        var rows = reader.Prepare("SELECT version, fingerprint FROM issue_fingerprint WHERE project_id = ?1 AND issue_id = ?2 LIMIT ?3")
            .Bind(1, projectId).Bind(2, issueId).Bind(3, (long)QueryLimits.VariantsShown);
        while (rows.Step())
        {
            variants.Add(new(new(rows.Int32(0), rows.Text(1)), "", 0));
        }

        if (variants.Count < 2)
        {
            return [];
        }

        var counts = reader.Prepare(
            """
            SELECT fingerprint_version, fingerprint, count(*), title, max(id)
            FROM (SELECT id, fingerprint_version, fingerprint, title FROM event WHERE project_id = ?1 AND issue_id = ?2 ORDER BY id DESC LIMIT ?3)
            GROUP BY fingerprint_version, fingerprint
            """).Bind(1, projectId).Bind(2, issueId).Bind(3, (long)QueryLimits.EventsSearchedForVariants);
        while (counts.Step())
        {
            var index = variants.FindIndex(variant => variant.Fingerprint == new FingerprintId(counts.Int32(0), counts.Text(1)));
            if (index >= 0)
            {
                variants[index] = variants[index] with { Title = counts.Text(3), Events = counts.Int64(2) };
            }
        }

        return [.. variants.OrderByDescending(variant => variant.Events)];
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
