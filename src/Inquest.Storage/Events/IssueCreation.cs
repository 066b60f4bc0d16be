using System.Text.Json;

namespace Inquest.Storage.Events;

/// <summary>Makes the issue of a bug that was not seen before: its row, number, fingerprint and search words.</summary>
static class IssueCreation
{
    public static long Create(Connection connection, NewEvent first, long timestamp, long now)
    {
        var shortId = connection.Prepare(
            """
            UPDATE project SET last_short_id = last_short_id + 1, first_event_at = coalesce(first_event_at, ?2) WHERE id = ?1
            RETURNING last_short_id
            """).Bind(1, first.ProjectId).Bind(2, now).Scalar() ?? 0;
        var (report, grouping) = (first.Report, first.Grouping);
        connection.Prepare(
            """
            INSERT INTO issue (project_id, short_id, title, culprit, kind, level, platform, is_crash, substate, first_seen, last_seen,
              first_release, last_release, grouping_json, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'new', ?9, ?9, ?10, ?10, ?11, ?12)
            """)
            .Bind(1, first.ProjectId).Bind(2, shortId).Bind(3, grouping.Title).Bind(4, grouping.Culprit)
            .Bind(5, report.Kind).Bind(6, report.Level).Bind(7, report.Platform).Bind(8, report.IsCrash)
            .Bind(9, timestamp).Bind(10, report.Release)
            .Bind(11, JsonSerializer.Serialize(grouping, GroupingJson.Default.GroupingResult)).Bind(12, now)
            .Run();
        var issue = SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Sqlite.Handle);
        connection.Prepare(
            "INSERT INTO issue_fingerprint (project_id, version, fingerprint, issue_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, first.ProjectId).Bind(2, (long)grouping.Version).Bind(3, grouping.Key).Bind(4, issue).Bind(5, now).Run();
        var text = IssueText.Of(report, grouping);
        connection.Prepare(
            "INSERT INTO issue_search (rowid, title, culprit, frames, modules, messages, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, issue).Bind(2, grouping.Title).Bind(3, grouping.Culprit)
            .Bind(4, text.Frames).Bind(5, text.Modules).Bind(6, text.Messages).Bind(7, text.Tags).Run();
        return issue;
    }
}
