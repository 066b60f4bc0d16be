namespace Inquest.Storage.Events;

/// <summary>What is left of an issue when its events moved to another one, because better symbols gave a better key.</summary>
static class IssueMoves
{
    /// <summary>When <paramref name="from"/> has no event left, its address and its fingerprints lead to <paramref name="to"/>.</summary>
    public static void FollowEvents(Connection connection, long projectId, long from, long to, long now)
    {
        var left = connection.Prepare("SELECT event_count FROM issue WHERE id = ?1").Bind(1, from).Scalar() ?? 0;
        IssueHistory.Add(connection, projectId, to, now, "resymbolicated", left > 0
            ? "Symbols arrived: events moved here from another issue."
            : "Symbols arrived: all events of another issue moved here.");
        if (left > 0)
        {
            return;
        }

        // Later crashes of the same build without symbols have the old key; they are the same bug.
        connection.Prepare("UPDATE issue_fingerprint SET issue_id = ?3 WHERE project_id = ?1 AND issue_id = ?2")
            .Bind(1, projectId).Bind(2, from).Bind(3, to).Run();
        connection.Prepare("UPDATE issue SET merged_into = ?2, last_event_id = NULL WHERE id = ?1").Bind(1, from).Bind(2, to).Run();

        // What a person decided about the bug goes with it, and so does its age.
        connection.Prepare(
            """
            UPDATE issue SET first_seen = min(issue.first_seen, f.first_seen),
              first_release = CASE WHEN f.first_seen < issue.first_seen THEN f.first_release ELSE issue.first_release END,
              assignee_user_id = coalesce(issue.assignee_user_id, f.assignee_user_id)
            FROM (SELECT first_seen, first_release, assignee_user_id FROM issue WHERE id = ?2) AS f
            WHERE issue.id = ?1
            """).Bind(1, to).Bind(2, from).Run();
        connection.Prepare("DELETE FROM issue_search WHERE rowid = ?1").Bind(1, from).Run();
        IssueHistory.Add(connection, projectId, from, now, "regrouped", "Symbols arrived: all events moved to another issue.");
    }
}
