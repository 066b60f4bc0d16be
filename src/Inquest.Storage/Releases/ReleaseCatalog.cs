using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Storage.Releases;

/// <summary>Releases that build servers make, finish and deploy, beside those that clients name.</summary>
public sealed class ReleaseCatalog(Database database, TimeProvider time)
{
    const string Columns = """
        r.version, r.first_seen, r.last_seen, r.event_count, r.declared_at, r.released_at, r.url, r.archived_at,
        (SELECT count(*) FROM issue i WHERE i.project_id = r.project_id AND i.first_release = r.version AND i.merged_into IS NULL)
        """;

    /// <summary>Makes a release, or notes that one that clients named was made on purpose.</summary>
    public void Declare(long projectId, string version, string? url, long? startedAt)
    {
        var now = time.GetUtcNow().Milliseconds();
        database.Write(
            connection => connection.Prepare(
                """
                INSERT INTO release (project_id, version, first_seen, last_seen, declared_at, url) VALUES (?1, ?2, ?3, ?3, ?4, ?5)
                ON CONFLICT (project_id, version) DO UPDATE SET declared_at = coalesce(declared_at, excluded.declared_at), url = coalesce(excluded.url, url)
                """)
                .Bind(1, projectId).Bind(2, version).Bind(3, startedAt ?? now).Bind(4, now).Bind(5, url).Run(),
            durable: true);
    }

    /// <summary>Says when it was released, or that it is archived or not any more; null leaves as it is.</summary>
    public void Change(long projectId, string version, long? releasedAt, bool? isArchived)
    {
        var now = time.GetUtcNow().Milliseconds();
        database.Write(
            connection => connection.Prepare(
                """
                UPDATE release SET released_at = coalesce(?3, released_at), archived_at = CASE WHEN ?4 IS NULL THEN archived_at WHEN ?4 THEN ?5 END
                WHERE project_id = ?1 AND version = ?2
                """)
                .Bind(1, projectId).Bind(2, version).Bind(3, releasedAt).Bind(4, isArchived is { } archived ? (archived ? 1L : 0L) : (long?)null).Bind(5, now).Run(),
            durable: true);
    }

    public DeclaredRelease? Find(long projectId, string version)
    {
        using var reader = database.Read();
        var found = Read(reader.Prepare($"SELECT {Columns} FROM release r WHERE r.project_id = ?1 AND r.version = ?2").Bind(1, projectId).Bind(2, version));
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<DeclaredRelease> List(long projectId)
    {
        using var reader = database.Read();
        return Read(reader.Prepare($"SELECT {Columns} FROM release r WHERE r.project_id = ?1 AND r.archived_at IS NULL ORDER BY r.first_seen DESC LIMIT ?2")
            .Bind(1, projectId).Bind(2, (long)QueryLimits.ReleasesShown));
    }

    /// <summary>Removes a release that nothing was heard of; one with events or sessions is only archived, since they name it.</summary>
    public bool Remove(long projectId, string version)
    {
        var now = time.GetUtcNow().Milliseconds();
        return database.Write(
            connection => connection.Prepare(
                """
                DELETE FROM release WHERE project_id = ?1 AND version = ?2 AND event_count = 0
                  AND NOT EXISTS (SELECT 1 FROM health_run h WHERE h.project_id = ?1 AND h.release = ?2)
                """).Bind(1, projectId).Bind(2, version).Run() > 0
                || connection.Prepare("UPDATE release SET archived_at = ?3 WHERE project_id = ?1 AND version = ?2")
                    .Bind(1, projectId).Bind(2, version).Bind(3, now).Run() > 0,
            durable: true);
    }

    public DeployEntry Deploy(long projectId, string version, string environment, string? name, string? url, long? startedAt, long? finishedAt)
    {
        var finished = finishedAt ?? time.GetUtcNow().Milliseconds();
        var id = database.Write(
            connection =>
            {
                connection.Prepare("INSERT INTO deploy (project_id, release, environment, name, url, started_at, finished_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                    .Bind(1, projectId).Bind(2, version).Bind(3, environment).Bind(4, name).Bind(5, url).Bind(6, startedAt).Bind(7, finished).Run();
                return connection.LastRow;
            },
            durable: true);
        return new DeployEntry(id, version, environment, name, url, startedAt, finished);
    }

    public IReadOnlyList<DeployEntry> Deploys(long projectId, string version)
    {
        using var reader = database.Read();
        var deploys = new List<DeployEntry>();
        var rows = reader.Prepare("SELECT id, release, environment, name, url, started_at, finished_at FROM deploy WHERE project_id = ?1 AND release = ?2 ORDER BY id DESC LIMIT ?3")
            .Bind(1, projectId).Bind(2, version).Bind(3, (long)QueryLimits.ReleasesShown);
        while (rows.Step())
        {
            deploys.Add(new DeployEntry(rows.Int64(0), rows.Text(1), rows.Text(2), rows.TextOrNull(3), rows.TextOrNull(4), rows.Int64OrNull(5), rows.Int64(6)));
        }

        return deploys;
    }

    static List<DeclaredRelease> Read(Statement rows)
    {
        var releases = new List<DeclaredRelease>();
        while (rows.Step())
        {
            releases.Add(new DeclaredRelease(
                rows.Text(0), rows.Int64(1), rows.Int64(2), rows.Int64(3), rows.Int64OrNull(4), rows.Int64OrNull(5), rows.TextOrNull(6), rows.Int64OrNull(7), rows.Int64(8)));
        }

        return releases;
    }
}
