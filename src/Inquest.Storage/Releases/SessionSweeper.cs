using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>Removes sessions that no update can reach any more, and users of days long past. Counters stay, and with them every rate.</summary>
public sealed class SessionSweeper(Database database, TimeProvider time)
{
    byte[] _after = [];
    long _project;

    public void Sweep(CancellationToken stopping)
    {
        var now = time.GetUtcNow().Milliseconds();
        var oldest = now - (StorageLimits.SessionDaysKept * UnixTime.MillisecondsPerDay);
        (_project, _after) = (0, []);
        while (!stopping.IsCancellationRequested && SweepSome(oldest))
        {
        }

        FoldUsers(UnixTime.Day(now) - StorageLimits.UserDaysKept, stopping);
    }

    // In the order of the key, a few thousand at a time: nobody who writes waits for long.
    bool SweepSome(long oldest) => database.Write(connection =>
    {
        var gone = new List<(long Project, byte[] Sid)>();
        var looked = 0;
        var rows = connection.Prepare(
            "SELECT project_id, sid, started FROM session WHERE (project_id, sid) > (?1, ?2) ORDER BY project_id, sid LIMIT ?3")
            .Bind(1, _project).Bind(2, _after.AsSpan()).Bind(3, (long)StorageLimits.SessionsPerSweepMax);
        while (rows.Step())
        {
            looked++;
            (_project, _after) = (rows.Int64(0), rows.Blob(1).ToArray());
            if (rows.Int64(2) < oldest)
            {
                gone.Add((_project, _after));
            }
        }

        foreach (var (project, sid) in gone)
        {
            connection.Prepare("DELETE FROM session WHERE project_id = ?1 AND sid = ?2").Bind(1, project).Bind(2, sid.AsSpan()).Run();
        }

        return looked == StorageLimits.SessionsPerSweepMax;
    });

    // Releases that nobody uses any more: how many different people had them is kept, who they were is not.
    void FoldUsers(long oldestDay, CancellationToken stopping)
    {
        var runs = new List<(long Project, long Run)>();
        using (var reader = database.Read())
        {
            var rows = reader.Prepare("SELECT project_id, id FROM health_run WHERE last_hour < ?1 AND folded_users = 0").Bind(1, oldestDay * 24);
            while (rows.Step())
            {
                runs.Add((rows.Int64(0), rows.Int64(1)));
            }
        }

        foreach (var (project, run) in runs.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            database.Write(connection =>
            {
                connection.Prepare(
                    """
                    UPDATE health_run SET (folded_users, folded_crashed_users) = (
                      SELECT count(*), coalesce(sum(crashed), 0) FROM (
                        SELECT max(crash_hours <> 0) AS crashed FROM health_user WHERE project_id = ?1 AND run_id = ?2 GROUP BY user_hash))
                    WHERE id = ?2
                    """).Bind(1, project).Bind(2, run).Run();
                connection.Prepare("DELETE FROM health_user WHERE project_id = ?1 AND run_id = ?2").Bind(1, project).Bind(2, run).Run();
                connection.Prepare("DELETE FROM health_sketch WHERE project_id = ?1 AND run_id = ?2").Bind(1, project).Bind(2, run).Run();
            });
        }
    }
}
