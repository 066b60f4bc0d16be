using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>Finds or makes the row of a release in an environment; for one batch.</summary>
sealed class RunTable(Connection connection)
{
    readonly Dictionary<(long Project, string Release, string Environment), Run> _runs = [];

    /// <returns>Null when the project has too many.</returns>
    public long? Find(long project, string release, string environment, long hour, string? sdk)
    {
        if (!_runs.TryGetValue((project, release, environment), out var run))
        {
            run = Load(project, release, environment, hour);
            if (run is null)
            {
                return null;
            }

            _runs.Add((project, release, environment), run);
        }

        if (sdk is { Length: > 0 } && sdk != run.Sdk)
        {
            run.Sdk = sdk;
            run.IsSdkNew = true;
        }

        run.First = Math.Min(run.First, hour);
        run.Last = Math.Max(run.Last, hour);
        return run.Id;
    }

    /// <summary>Writes when each was seen, for itself and for its release.</summary>
    public void Flush()
    {
        foreach (var ((project, release, _), run) in _runs)
        {
            if (run.First == run.StoredFirst && run.Last == run.StoredLast && !run.IsSdkNew)
            {
                continue;
            }

            connection.Prepare("UPDATE health_run SET first_hour = ?2, last_hour = ?3, sdk = ?4 WHERE id = ?1")
                .Bind(1, run.Id).Bind(2, run.First).Bind(3, run.Last).Bind(4, run.Sdk).Run();
            connection.Prepare(
                """
                INSERT INTO release (project_id, version, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (project_id, version) DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),
                  last_seen = max(last_seen, excluded.last_seen)
                """)
                .Bind(1, project).Bind(2, release).Bind(3, run.First * UnixTime.MillisecondsPerHour)
                .Bind(4, run.Last * UnixTime.MillisecondsPerHour).Run();
            (run.StoredFirst, run.StoredLast, run.IsSdkNew) = (run.First, run.Last, false);
        }
    }

    Run? Load(long project, string release, string environment, long hour)
    {
        var row = connection.Prepare("SELECT id, first_hour, last_hour, sdk FROM health_run WHERE project_id = ?1 AND release = ?2 AND environment = ?3")
            .Bind(1, project).Bind(2, release).Bind(3, environment);
        if (row.Step())
        {
            var run = new Run(row.Int64(0)) { First = row.Int64(1), Last = row.Int64(2), StoredFirst = row.Int64(1), StoredLast = row.Int64(2), Sdk = row.Text(3) };
            row.Reset();
            return run;
        }

        if (connection.Prepare("SELECT count(*) FROM health_run WHERE project_id = ?1").Bind(1, project).Scalar() >= StorageLimits.RunsPerProjectMax)
        {
            return null;
        }

        connection.Prepare("INSERT INTO health_run (project_id, release, environment, first_hour, last_hour) VALUES (?1, ?2, ?3, ?4, ?4)")
            .Bind(1, project).Bind(2, release).Bind(3, environment).Bind(4, hour).Run();
        return new Run(connection.LastRow) { First = hour, Last = hour, StoredFirst = -1 };
    }

    sealed class Run(long id)
    {
        public long Id => id;

        public long First { get; set; }

        public long Last { get; set; }

        public long StoredFirst { get; set; }

        public long StoredLast { get; set; }

        public string Sdk { get; set; } = "";

        public bool IsSdkNew { get; set; }
    }
}
