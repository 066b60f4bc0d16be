namespace Inquest.Storage.Quotas;

/// <summary>Takes away an event that was taken in and is not kept after all.</summary>
public static class EventRemoval
{
    /// <summary>Removes the rows of an event that no counter has counted yet. Blobs that nothing names any more are swept later.</summary>
    public static void RemoveUncounted(Connection connection, long projectId, long eventRow)
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.Prepare(
            "DELETE FROM attachment WHERE project_id = ?1 AND event_id = (SELECT event_id FROM event WHERE id = ?2)")
            .Bind(1, projectId).Bind(2, eventRow).Run();
        connection.Prepare("DELETE FROM event_body WHERE id = ?1").Bind(1, eventRow).Run();
        connection.Prepare("DELETE FROM event WHERE id = ?1").Bind(1, eventRow).Run();
    }
}
