namespace Inquest.Storage.Releases;

/// <summary>Adds to the counters of hours and days.</summary>
static class HourTable
{
    public static void Add(Connection connection, long project, long run, long segment, long hour, HourCounts counts) => connection.Prepare(
        """
        INSERT INTO health_hour (project_id, run_id, segment_id, hour, sessions, errored, unhandled, abnormal, crashed, reported, anr, oom,
          uninitiated, anonymous, loose, users, crashed_users, unconfirmed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, errored = errored + excluded.errored,
          unhandled = unhandled + excluded.unhandled, abnormal = abnormal + excluded.abnormal, crashed = crashed + excluded.crashed,
          reported = reported + excluded.reported, anr = anr + excluded.anr, oom = oom + excluded.oom,
          uninitiated = uninitiated + excluded.uninitiated, anonymous = anonymous + excluded.anonymous, loose = loose + excluded.loose,
          users = users + excluded.users, crashed_users = crashed_users + excluded.crashed_users, unconfirmed = unconfirmed + excluded.unconfirmed
        """)
        .Bind(1, project).Bind(2, run).Bind(3, segment).Bind(4, hour).Bind(5, counts.Sessions).Bind(6, counts.Errored)
        .Bind(7, counts.Unhandled).Bind(8, counts.Abnormal).Bind(9, counts.Crashed).Bind(10, counts.Reported).Bind(11, counts.Anr)
        .Bind(12, counts.Oom).Bind(13, counts.Uninitiated).Bind(14, counts.Anonymous).Bind(15, counts.Loose).Bind(16, counts.Users)
        .Bind(17, counts.CrashedUsers).Bind(18, counts.Unconfirmed).Run();

    public static void AddDay(Connection connection, long project, long run, long segment, long day, DayCounts counts) => connection.Prepare(
        """
        INSERT INTO health_day (project_id, run_id, segment_id, day, users, crashed_users, anr_users, oom_users)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT DO UPDATE SET users = users + excluded.users, crashed_users = crashed_users + excluded.crashed_users,
          anr_users = anr_users + excluded.anr_users, oom_users = oom_users + excluded.oom_users
        """)
        .Bind(1, project).Bind(2, run).Bind(3, segment).Bind(4, day).Bind(5, counts.Users).Bind(6, counts.CrashedUsers)
        .Bind(7, counts.AnrUsers).Bind(8, counts.OomUsers).Run();
}
