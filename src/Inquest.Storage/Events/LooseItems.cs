namespace Inquest.Storage.Events;

/// <summary>Stores what comes beside events, or without them: attachments, words of users, reports of clients.</summary>
public static class LooseItems
{
    /// <returns>False when the event has this file already, or more files than anybody sends.</returns>
    public static bool AddAttachment(
        Connection connection, long projectId, string eventId, string name, string? contentType, string attachmentType, long size,
        byte[] blobHash, long receivedAt)
    {
        var id = Convert.FromHexString(eventId);
        var count = connection.Prepare("SELECT count(*) FROM attachment WHERE project_id = ?1 AND event_id = ?2")
            .Bind(1, projectId).Bind(2, id).Scalar();
        return count < StorageLimits.AttachmentsPerEventMax && connection.Prepare(
            """
            INSERT INTO attachment (project_id, event_id, name, content_type, attachment_type, size, blob_hash, received_at)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
            WHERE NOT EXISTS (SELECT 1 FROM attachment WHERE project_id = ?1 AND event_id = ?2 AND name = ?3 AND blob_hash = ?7)
            """)
            .Bind(1, projectId).Bind(2, id).Bind(3, name).Bind(4, contentType).Bind(5, attachmentType)
            .Bind(6, size).Bind(7, blobHash).Bind(8, receivedAt).Run() > 0;
    }

    public static void AddUserReport(
        Connection connection, long projectId, string eventId, string? name, string? email, string comments, long receivedAt) =>
        connection.Prepare(
            """
            INSERT INTO user_report (project_id, event_id, name, email, comments, received_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
            WHERE NOT EXISTS (SELECT 1 FROM user_report WHERE project_id = ?1 AND event_id = ?2 AND comments = ?5)
            """)
            .Bind(1, projectId).Bind(2, Convert.FromHexString(eventId)).Bind(3, name).Bind(4, email).Bind(5, comments).Bind(6, receivedAt)
            .Run();

    public static void AddClientReport(Connection connection, long projectId, long keyId, ReadOnlySpan<byte> payload, long receivedAt) =>
        connection.Prepare("INSERT INTO client_report (project_id, key_id, received_at, payload) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, projectId).Bind(2, keyId).Bind(3, receivedAt).Bind(4, payload).Run();
}
