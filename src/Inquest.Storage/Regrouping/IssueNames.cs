namespace Inquest.Storage.Regrouping;

/// <summary>What people call issues and events, looked up once each.</summary>
sealed class IssueNames(Connection connection)
{
    readonly Dictionary<long, (string ShortId, string Title, long Events, long? ResolvedAt)> _issues = [];

    public string ShortId(long issue) => Of(issue).ShortId;

    public string Title(long issue) => Of(issue).Title;

    public long EventCount(long issue) => Of(issue).Events;

    /// <summary>Null unless it is resolved.</summary>
    public long? ResolvedAt(long issue) => Of(issue).ResolvedAt;

    public string EventId(long row)
    {
        var found = connection.Prepare("SELECT event_id FROM event WHERE id = ?1").Bind(1, row);
        var id = found.Step() ? Convert.ToHexStringLower(found.Blob(0)) : "";
        found.Reset();
        return id;
    }

    (string ShortId, string Title, long Events, long? ResolvedAt) Of(long issue)
    {
        if (_issues.TryGetValue(issue, out var known))
        {
            return known;
        }

        var row = connection.Prepare(
            """
            SELECT p.short_prefix || '-' || i.short_id, i.title, i.event_count, CASE WHEN i.state = 'resolved' THEN i.resolved_at END
            FROM issue i JOIN project p ON p.id = i.project_id WHERE i.id = ?1
            """).Bind(1, issue);
        known = row.Step() ? (row.Text(0), row.Text(1), row.Int64(2), row.Int64OrNull(3)) : ("?", "", 0, null);
        row.Reset();
        _issues.Add(issue, known);
        return known;
    }
}
