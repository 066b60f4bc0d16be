using Inquest.Storage.Events;

namespace Inquest.Storage.Uploads;

/// <summary>Rows of confirmed uploads.</summary>
public static class CrashUploads
{
    /// <summary>Adds a row unless it is there; inside the transaction that stores the event.</summary>
    public static void Add(Connection connection, CrashUpload upload)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(upload);
        connection.Prepare(
            """
            INSERT OR IGNORE INTO crash_upload (project_id, crash_id, key_id, fingerprint, user_hash, size, confirmed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
            .Bind(1, upload.ProjectId).Bind(2, Convert.FromHexString(upload.CrashId)).Bind(3, upload.KeyId)
            .Bind(4, upload.Fingerprint).Bind(5, upload.UserHash).Bind(6, upload.Size).Bind(7, upload.ConfirmedAt.Milliseconds()).Run();
    }

    /// <summary>Uploads since a time that name a user and a fingerprint: what limits the user's next ones.</summary>
    public static List<CrashUpload> Since(Connection connection, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var uploads = new List<CrashUpload>();
        var rows = connection.Prepare(
            """
            SELECT project_id, crash_id, key_id, fingerprint, user_hash, size, confirmed_at FROM crash_upload
            WHERE confirmed_at >= ?1 AND fingerprint IS NOT NULL AND user_hash IS NOT NULL ORDER BY confirmed_at
            """).Bind(1, time.Milliseconds());
        while (rows.Step())
        {
            uploads.Add(new CrashUpload(
                rows.Int64(0), Convert.ToHexStringLower(rows.Blob(1)), rows.Int64(2), rows.TextOrNull(3), rows.Int64OrNull(4), rows.Int64(5),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(6))));
        }

        return uploads;
    }

    /// <summary>True when an event of this id is there, however it came.</summary>
    public static bool HasEvent(Connection connection, long projectId, string crashId)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Prepare("SELECT 1 FROM event WHERE project_id = ?1 AND event_id = ?2")
            .Bind(1, projectId).Bind(2, Convert.FromHexString(crashId)).Scalar() is not null;
    }
}
