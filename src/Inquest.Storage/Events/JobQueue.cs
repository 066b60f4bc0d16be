namespace Inquest.Storage.Events;

/// <summary>Leased jobs in the database. An attempt is counted when it begins, so that work which kills the process ends too.</summary>
public sealed class JobQueue(Database database, TimeProvider time)
{
    // Longer than any dump may take; a worker that lives finishes or gives up before.
    static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(5);

    /// <summary>Leases up to <paramref name="count"/> jobs that are due, oldest first.</summary>
    public List<Job> Lease(int count)
    {
        var now = time.GetUtcNow().Milliseconds();
        return database.Write(connection =>
        {
            var jobs = new List<Job>();
            var rows = connection.Prepare(
                """
                UPDATE job SET attempts = attempts + 1, leased_until = ?2, run_after = ?2
                WHERE id IN (SELECT id FROM job WHERE run_after <= ?1 ORDER BY run_after, id LIMIT ?3)
                RETURNING id, project_id, kind, event_row, attempts
                """).Bind(1, now).Bind(2, now + (long)LeaseTime.TotalMilliseconds).Bind(3, (long)count);
            while (rows.Step())
            {
                jobs.Add(new Job(rows.Int64(0), rows.Int64(1), Parse(rows.Text(2)), rows.Int64(3), rows.Int32(4)));
            }

            return jobs;
        });
    }

    /// <summary>Gives back the leases of a process that is gone. Call it once, before the first lease.</summary>
    public int Recover() => database.Write(connection => connection
        .Prepare("UPDATE job SET leased_until = NULL, run_after = 0 WHERE leased_until IS NOT NULL").Run());

    /// <summary>Puts a job back for later.</summary>
    public void Retry(Job job, string error)
    {
        ArgumentNullException.ThrowIfNull(job);
        var wait = TimeSpan.FromSeconds(Math.Pow(10, job.Attempts));
        database.Write(connection => connection
            .Prepare("UPDATE job SET leased_until = NULL, run_after = ?2, last_error = ?3 WHERE id = ?1")
            .Bind(1, job.Id).Bind(2, (time.GetUtcNow() + wait).Milliseconds()).Bind(3, error).Run());
    }

    public long Count()
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT count(*) FROM job").Scalar() ?? 0;
    }

    /// <summary>Removes a finished job; in the transaction that stores its result.</summary>
    public static void Remove(Connection connection, Job job) =>
        connection.Prepare("DELETE FROM job WHERE id = ?1").Bind(1, job.Id).Run();

    /// <summary>Adds a job unless the same one waits already.</summary>
    public static void Add(Connection connection, long projectId, JobKind kind, long eventRow, long now) =>
        connection.Prepare(
            "INSERT OR IGNORE INTO job (project_id, kind, event_row, run_after, created_at) VALUES (?1, ?2, ?3, ?4, ?4)")
            .Bind(1, projectId).Bind(2, Name(kind)).Bind(3, eventRow).Bind(4, now).Run();

    static string Name(JobKind kind) => kind == JobKind.ProcessDump ? "process-dump" : "resymbolicate";

    static JobKind Parse(string name) => name == "process-dump" ? JobKind.ProcessDump : JobKind.Resymbolicate;
}
