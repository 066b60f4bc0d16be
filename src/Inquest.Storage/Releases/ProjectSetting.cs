using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>A named JSON setting of a project.</summary>
public sealed class ProjectSetting(Database database, TimeProvider time, string name)
{
    /// <summary>Null when it was never set.</summary>
    public string? Load(long projectId)
    {
        using var reader = database.Read();
        var row = reader.Prepare("SELECT value FROM setting WHERE project_id = ?1 AND name = ?2").Bind(1, projectId).Bind(2, name);
        if (!row.Step())
        {
            return null;
        }

        var value = row.Text(0);
        row.Reset();
        return value;
    }

    public void Save(long projectId, string json) => database.Write(
        connection => connection.Prepare(
            """
            INSERT INTO setting (project_id, name, value, changed_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
            """)
            .Bind(1, projectId).Bind(2, name).Bind(3, json).Bind(4, time.GetUtcNow().Milliseconds()).Run(),
        durable: true);
}
