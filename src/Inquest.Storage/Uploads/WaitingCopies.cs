using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Storage.Uploads;

/// <summary>Counted crashes on their way to being events.</summary>
public static class WaitingCopies
{
    /// <returns>False when this crash was told before, or was uploaded after all.</returns>
    public static bool Add(Connection connection, WaitingCopy copy)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(copy);
        return !CrashUploads.HasEvent(connection, copy.ProjectId, copy.EventId) && connection.Prepare(
            """
            INSERT OR IGNORE INTO waiting_copy (project_id, event_id, key_id, fingerprint, user_hash, release, platform, crashed_at, received_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
            .Bind(1, copy.ProjectId).Bind(2, Convert.FromHexString(copy.EventId)).Bind(3, copy.KeyId).Bind(4, copy.Fingerprint)
            .Bind(5, copy.UserHash).Bind(6, copy.Release).Bind(7, copy.Platform)
            .Bind(8, copy.CrashedAt.Milliseconds()).Bind(9, copy.ReceivedAt.Milliseconds()).Run() > 0;
    }

    public static void Remove(Connection connection, WaitingCopy copy)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(copy);
        connection.Prepare("DELETE FROM waiting_copy WHERE project_id = ?1 AND event_id = ?2")
            .Bind(1, copy.ProjectId).Bind(2, Convert.FromHexString(copy.EventId)).Run();
    }

    /// <summary>Copies whose uploaded crash is finished, and those received before <paramref name="abandoned"/>; oldest first.</summary>
    public static List<WaitingCopy> Ready(Connection connection, DateTimeOffset abandoned, int count)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var copies = new List<WaitingCopy>();
        var rows = connection.Prepare(
            """
            SELECT c.project_id, c.event_id, c.key_id, c.fingerprint, c.user_hash, c.release, c.platform, c.crashed_at, c.received_at
            FROM waiting_copy c WHERE c.received_at < ?1 OR EXISTS (
              SELECT 1 FROM crash_upload u JOIN event e ON e.project_id = u.project_id AND e.event_id = u.crash_id
              WHERE u.project_id = c.project_id AND u.fingerprint = c.fingerprint AND e.state = 'stored')
            ORDER BY c.received_at LIMIT ?2
            """).Bind(1, abandoned.Milliseconds()).Bind(2, (long)count);
        while (rows.Step())
        {
            copies.Add(new WaitingCopy(
                rows.Int64(0), Convert.ToHexStringLower(rows.Blob(1)), rows.Int64(2), rows.Text(3), rows.BlobOrNull(4), rows.TextOrNull(5),
                rows.TextOrNull(6), DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(7)), DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(8))));
        }

        return copies;
    }

    /// <summary>The report of the latest uploaded crash of a fingerprint, or null when none was processed.</summary>
    public static Report? Uploaded(Connection connection, long projectId, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var row = connection.Prepare(
            """
            SELECT b.report_zstd FROM crash_upload u JOIN event e ON e.project_id = u.project_id AND e.event_id = u.crash_id
            JOIN event_body b ON b.id = e.id
            WHERE u.project_id = ?1 AND u.fingerprint = ?2 AND e.state = 'stored' AND b.report_zstd IS NOT NULL
            ORDER BY u.confirmed_at DESC LIMIT 1
            """).Bind(1, projectId).Bind(2, fingerprint);
        var packed = row.Step() ? row.BlobOrNull(0) : null;
        row.Reset();
        return packed is null ? null : Zstd.UnpackJson(packed, ReportJson.Default.Report);
    }

    public static long Count(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Prepare("SELECT count(*) FROM waiting_copy").Scalar() ?? 0;
    }
}
