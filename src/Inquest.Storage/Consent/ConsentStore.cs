using Inquest.Storage.Events;

namespace Inquest.Storage.Consent;

/// <summary>Choices of people, all of them; the latest of a person holds.</summary>
public sealed class ConsentStore(Database database)
{
    /// <summary>Keeps a choice; durable on return. The same choice of the same moment is kept once.</summary>
    public void Add(ConsentChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        database.Write(
            connection => connection.Prepare(
                """
                INSERT OR IGNORE INTO consent_change (project_id, user_hash, changed_at, state, text_version, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """)
                .Bind(1, change.ProjectId).Bind(2, change.UserHash).Bind(3, change.ChangedAt.Milliseconds()).Bind(4, change.State)
                .Bind(5, (long)change.TextVersion).Bind(6, change.ReceivedAt.Milliseconds()).Run(),
            durable: true);
    }

    /// <summary>Every choice of one person, latest first.</summary>
    public List<ConsentChange> Of(long projectId, byte[] userHash)
    {
        using var reader = database.Read();
        return Read(reader.Prepare(
            """
            SELECT project_id, user_hash, state, text_version, changed_at, received_at FROM consent_change
            WHERE project_id = ?1 AND user_hash = ?2 ORDER BY changed_at DESC
            """).Bind(1, projectId).Bind(2, userHash));
    }

    /// <summary>The latest choices of a project.</summary>
    public List<ConsentChange> Latest(long projectId, int count)
    {
        using var reader = database.Read();
        return Read(reader.Prepare(
            """
            SELECT project_id, user_hash, state, text_version, changed_at, received_at FROM consent_change
            WHERE project_id = ?1 ORDER BY received_at DESC LIMIT ?2
            """).Bind(1, projectId).Bind(2, (long)count));
    }

    /// <summary>People by what holds for them.</summary>
    public (long Given, long Revoked) Counts(long projectId)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT coalesce(sum(state = 'given'), 0), coalesce(sum(state = 'revoked'), 0) FROM
              (SELECT state, max(changed_at) FROM consent_change WHERE project_id = ?1 GROUP BY user_hash)
            """).Bind(1, projectId);
        row.Step();
        var counts = (row.Int64(0), row.Int64(1));
        row.Reset();
        return counts;
    }

    /// <summary>Everybody who said no, of all projects.</summary>
    public List<(long Project, byte[] UserHash)> Revoked()
    {
        using var reader = database.Read();
        var people = new List<(long, byte[])>();
        var rows = reader.Prepare(
            "SELECT project_id, user_hash FROM (SELECT project_id, user_hash, state, max(changed_at) FROM consent_change GROUP BY project_id, user_hash) WHERE state = 'revoked'");
        while (rows.Step())
        {
            people.Add((rows.Int64(0), rows.Blob(1).ToArray()));
        }

        return people;
    }

    static List<ConsentChange> Read(Statement rows)
    {
        var changes = new List<ConsentChange>();
        while (rows.Step())
        {
            changes.Add(new ConsentChange(
                rows.Int64(0), rows.Blob(1).ToArray(), rows.Text(2), rows.Int32(3), DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(4)),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(5))));
        }

        return changes;
    }
}
