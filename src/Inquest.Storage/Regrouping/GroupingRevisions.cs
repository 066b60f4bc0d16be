using Inquest.Grouping.Rules;
using Inquest.Storage.Events;

namespace Inquest.Storage.Regrouping;

/// <summary>Rule sets of projects: every revision is kept, the last one holds.</summary>
public sealed class GroupingRevisions(Database database, TimeProvider time)
{
    const string Columns = "revision, text, note, actor, created_at, phase, looked_at, moved, created_issues, done_at";

    /// <summary>The revision that holds; null when there never was one.</summary>
    public GroupingRevision? Current(long projectId) => List(projectId, 1) is [var current, ..] ? current : null;

    /// <summary>The latest first.</summary>
    public IReadOnlyList<GroupingRevision> List(long projectId, int limit)
    {
        using var reader = database.Read();
        var found = new List<GroupingRevision>();
        var rows = reader.Prepare($"SELECT {Columns} FROM grouping_revision WHERE project_id = ?1 ORDER BY revision DESC LIMIT ?2").Bind(1, projectId).Bind(2, (long)limit);
        while (rows.Step())
        {
            found.Add(new(
                rows.Int64(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Int64(4), rows.Text(5), rows.Int64(6), rows.Int64(7), rows.Int64(8), rows.Int64OrNull(9)));
        }

        return found;
    }

    /// <summary>Makes the text the rules that hold; stored events follow in the background.</summary>
    /// <param name="projectId">Whose rules.</param>
    /// <param name="text">A file without errors.</param>
    /// <param name="note">What people see beside its number.</param>
    /// <param name="userId">Who saved it.</param>
    /// <param name="actor">Their name.</param>
    /// <param name="expected">The revision that the text was made from; null not to ask.</param>
    /// <returns>The number of the new revision; null when another one was saved meanwhile.</returns>
    /// <exception cref="ArgumentException">The text has errors.</exception>
    public long? Save(long projectId, string text, string note, long? userId, string actor, long? expected = null)
    {
        if (RuleSet.Parse(text) is { Rules: null } bad)
        {
            throw new ArgumentException(bad.Errors[0].ToString(), nameof(text));
        }

        return database.Write<long?>(
            connection =>
            {
                var last = connection.Prepare("SELECT max(revision) FROM grouping_revision WHERE project_id = ?1").Bind(1, projectId).Scalar() ?? 0;
                if (expected is not null && expected != last)
                {
                    return null;
                }

                connection.Prepare("UPDATE grouping_revision SET phase = 'replaced' WHERE project_id = ?1 AND phase <> 'done'").Bind(1, projectId).Run();
                connection.Prepare(
                    "INSERT INTO grouping_revision (project_id, revision, text, note, user_id, actor, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                    .Bind(1, projectId).Bind(2, last + 1).Bind(3, text).Bind(4, note).Bind(5, userId).Bind(6, actor).Bind(7, time.GetUtcNow().Milliseconds()).Run();
                return last + 1;
            },
            durable: true);
    }

    /// <summary>Makes the text of the revision before the last one hold again, as a new revision.</summary>
    /// <returns>Null when there is nothing to take back.</returns>
    public long? Undo(long projectId, long? userId, string actor)
    {
        var last = List(projectId, 2);
        return last.Count == 0 ? null
            : Save(projectId, last.Count > 1 ? last[1].Text : "", $"takes back {last[0].Revision}", userId, actor, last[0].Revision);
    }

    /// <summary>The rules of a revision; null when its text can no longer be read.</summary>
    public static RuleSet? Rules(Connection connection, long projectId, long revision)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var row = connection.Prepare("SELECT text FROM grouping_revision WHERE project_id = ?1 AND revision = ?2").Bind(1, projectId).Bind(2, revision);
        var text = row.Step() ? row.Text(0) : "";
        row.Reset();
        return RuleSet.Parse(text).Rules;
    }
}
