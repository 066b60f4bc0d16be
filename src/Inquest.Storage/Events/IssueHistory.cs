namespace Inquest.Storage.Events;

/// <summary>Writes who changed an issue, when, and what it was before.</summary>
public static class IssueHistory
{
    /// <summary>The actor of changes that no person made.</summary>
    public const string Server = "inquest";

    public static void Add(
        Connection connection, long projectId, long issueId, long at, string what, string detail, string? undoJson = null,
        long? userId = null, string actor = Server) =>
        connection.Prepare(
            """
            INSERT INTO issue_history (project_id, issue_id, at, user_id, actor, what, detail, undo_json)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
            .Bind(1, projectId).Bind(2, issueId).Bind(3, at).Bind(4, userId).Bind(5, actor).Bind(6, what).Bind(7, detail).Bind(8, undoJson)
            .Run();
}
