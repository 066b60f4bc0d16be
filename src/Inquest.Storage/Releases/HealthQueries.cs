using Inquest.Health.Gate;
using Inquest.Health.Users;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Storage.Releases;

/// <summary>Sums over sessions. An empty environment stands for all of them.</summary>
public sealed class HealthQueries(Database database)
{
    const string Ours = "r.project_id = ?1 AND (?2 = '' OR r.environment = ?2)";

    /// <summary>Every release with sessions or crashes since an hour, the newest first.</summary>
    /// <param name="release">One alone; null: all.</param>
    public IReadOnlyList<HealthTotals> Totals(long projectId, string environment, long fromHour, string? release = null)
    {
        using var reader = database.Read();
        var users = Users(reader, projectId, environment, fromHour, release);
        var totals = new List<HealthTotals>();
        var rows = reader.Prepare(
            $"""
            SELECT r.release, min(r.first_hour), max(r.last_hour), sum(h.sessions), sum(h.errored), sum(h.unhandled), sum(h.abnormal), sum(h.crashed),
              sum(h.reported), sum(h.unconfirmed), sum(h.anr), sum(h.oom), sum(h.uninitiated), sum(h.anonymous), sum(h.loose)
            FROM health_run r JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id = 0 AND h.hour >= ?3
            WHERE {Ours} AND (?4 IS NULL OR r.release = ?4) AND r.last_hour >= ?3
            GROUP BY r.release ORDER BY min(r.first_hour) DESC, r.release LIMIT ?5
            """).Bind(1, projectId).Bind(2, environment).Bind(3, fromHour).Bind(4, release).Bind(5, (long)QueryLimits.ReleasesShown);
        while (rows.Step())
        {
            var people = users.GetValueOrDefault(rows.Text(0));
            totals.Add(new HealthTotals
            {
                Release = rows.Text(0),
                FirstHour = rows.Int64(1),
                LastHour = rows.Int64(2),
                Sessions = rows.Int64(3),
                Errored = rows.Int64(4),
                Unhandled = rows.Int64(5),
                Abnormal = rows.Int64(6),
                Crashed = rows.Int64(7),
                Reported = rows.Int64(8),
                Unconfirmed = rows.Int64(9),
                Anr = rows.Int64(10),
                Oom = rows.Int64(11),
                Uninitiated = rows.Int64(12),
                Anonymous = rows.Int64(13),
                Loose = rows.Int64(14),
                Users = people.All,
                CrashedUsers = people.Crashed,
                AnrUsers = people.Anr,
                OomUsers = people.Oom,
                UsersAreExact = !people.IsEstimate,
            });
        }

        return totals;
    }

    /// <summary>Segments of a release, the largest first.</summary>
    public IReadOnlyList<SegmentTotals> Segments(long projectId, string release, string environment, long fromHour)
    {
        using var reader = database.Read();
        var people = new Dictionary<long, (long Users, long Crashed)>();
        var days = reader.Prepare(
            $"""
            SELECT d.segment_id, sum(d.users), sum(d.crashed_users) FROM health_run r
            JOIN health_day d ON d.project_id = r.project_id AND d.run_id = r.id AND d.day >= ?4
            WHERE {Ours} AND r.release = ?3 GROUP BY d.segment_id
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromHour / 24);
        while (days.Step())
        {
            people[days.Int64(0)] = (days.Int64(1), days.Int64(2));
        }

        var segments = new List<SegmentTotals>();
        var rows = reader.Prepare(
            $"""
            SELECT h.segment_id, s.dimension, s.value, sum(h.sessions), sum(h.crashed), sum(h.anr), sum(h.oom) FROM health_run r
            JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id > 0 AND h.hour >= ?4
            JOIN health_segment s ON s.id = h.segment_id
            WHERE {Ours} AND r.release = ?3 GROUP BY h.segment_id ORDER BY sum(h.sessions) DESC LIMIT ?5
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromHour).Bind(5, (long)QueryLimits.SegmentsShown);
        while (rows.Step())
        {
            var (users, crashed) = people.GetValueOrDefault(rows.Int64(0));
            segments.Add(new SegmentTotals(
                rows.Int64(0), rows.Text(1), rows.Text(2), rows.Int64(3), rows.Int64(4), rows.Int64(5), rows.Int64(6), users, crashed));
        }

        return segments;
    }

    /// <summary>Sessions and crashed ones by day, with users and crashed users of that day; oldest first.</summary>
    public IReadOnlyList<(long Day, long Sessions, long Crashed, long Users, long CrashedUsers)> Days(
        long projectId, string? release, string environment, long fromDay)
    {
        using var reader = database.Read();
        var days = new SortedDictionary<long, (long Sessions, long Crashed, long Users, long CrashedUsers)>();
        var hours = reader.Prepare(
            $"""
            SELECT h.hour / 24, sum(h.sessions), sum(h.crashed) FROM health_run r
            JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id = 0 AND h.hour >= ?4
            WHERE {Ours} AND (?3 IS NULL OR r.release = ?3) GROUP BY h.hour / 24
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromDay * 24);
        while (hours.Step())
        {
            days[hours.Int64(0)] = (hours.Int64(1), hours.Int64(2), 0, 0);
        }

        var users = reader.Prepare(
            $"""
            SELECT d.day, sum(d.users), sum(d.crashed_users) FROM health_run r
            JOIN health_day d ON d.project_id = r.project_id AND d.run_id = r.id AND d.segment_id = 0 AND d.day >= ?4
            WHERE {Ours} AND (?3 IS NULL OR r.release = ?3) GROUP BY d.day
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromDay);
        while (users.Step())
        {
            var known = days.GetValueOrDefault(users.Int64(0));
            days[users.Int64(0)] = known with { Users = users.Int64(1), CrashedUsers = users.Int64(2) };
        }

        return [.. days.Select(day => (day.Key, day.Value.Sessions, day.Value.Crashed, day.Value.Users, day.Value.CrashedUsers))];
    }

    /// <summary>Hours of a release, for the gate: users and first crashes, of the segments asked for.</summary>
    /// <param name="bySession">Where a client names no users: sessions and crashed sessions instead.</param>
    public IReadOnlyList<HourUsers> Hours(
        long projectId, string release, string environment, IEnumerable<long> segments, long fromHour, long toHour, bool bySession = false)
    {
        using var reader = database.Read();
        var hours = new List<HourUsers>();
        foreach (var run in RunsOf(reader, projectId, release, environment))
        {
            foreach (var segment in segments)
            {
                var rows = reader.Prepare(
                    """
                    SELECT hour, users, crashed_users, sessions - unconfirmed, crashed - unconfirmed FROM health_hour
                    WHERE project_id = ?1 AND run_id = ?2 AND segment_id = ?3 AND hour BETWEEN ?4 AND ?5
                    """).Bind(1, projectId).Bind(2, run).Bind(3, segment).Bind(4, fromHour).Bind(5, toHour);
                while (rows.Step())
                {
                    hours.Add(new HourUsers(segment, rows.Int64(0), rows.Int64(bySession ? 3 : 1), rows.Int64(bySession ? 4 : 2)));
                }
            }
        }

        return hours;
    }

    /// <summary>Days of people: each counts once a day; and those with a crash.</summary>
    public (long Users, long Crashed) UserDays(long projectId, string? release, string environment, long fromDay, long toDay)
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            $"""
            SELECT coalesce(sum(d.users), 0), coalesce(sum(d.crashed_users), 0) FROM health_run r
            JOIN health_day d ON d.project_id = r.project_id AND d.run_id = r.id AND d.segment_id = 0 AND d.day BETWEEN ?4 AND ?5
            WHERE {Ours} AND (?3 IS NULL OR r.release = ?3)
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromDay).Bind(5, toDay);
        row.Step();
        var sums = (row.Int64(0), row.Int64(1));
        row.Reset();
        return sums;
    }

    /// <summary>Different people who were there in the hours, and those who crashed in them, over all releases.</summary>
    public (long Users, long Crashed) UsersBetween(long projectId, string environment, long fromHour, long toHour)
    {
        using var reader = database.Read();
        var (users, crashed) = (0L, 0L);
        for (var day = fromHour / 24; day <= toHour / 24; day++)
        {
            var row = reader.Prepare(
                $"""
                SELECT count(*), coalesce(sum(crashed), 0) FROM (
                  SELECT max((u.crash_hours & ?4) <> 0) AS crashed FROM health_run r
                  JOIN health_user u ON u.project_id = r.project_id AND u.run_id = r.id AND u.day = ?3
                  WHERE {Ours} AND (u.hours & ?4) <> 0 GROUP BY u.user_hash)
                """).Bind(1, projectId).Bind(2, environment).Bind(3, day).Bind(4, Mask(day, fromHour, toHour));
            row.Step();
            users += row.Int64(0);
            crashed += row.Int64(1);
            row.Reset();
        }

        return (users, crashed);
    }

    /// <summary>First and last hour of a release; null when nobody was heard of.</summary>
    public (long First, long Last)? Life(long projectId, string release, string environment)
    {
        using var reader = database.Read();
        var row = reader.Prepare($"SELECT min(first_hour), max(last_hour) FROM health_run r WHERE {Ours} AND r.release = ?3")
            .Bind(1, projectId).Bind(2, environment).Bind(3, release);
        row.Step();
        (long, long)? life = row.IsNull(0) ? null : (row.Int64(0), row.Int64(1));
        row.Reset();
        return life;
    }

    /// <summary>
    /// The release that most people had in the week before this one began, which is not a later one by its name; null when there is none.
    /// </summary>
    public string? Predecessor(long projectId, string release, string environment, long firstHour)
    {
        using var reader = database.Read();
        var rows = reader.Prepare(
            $"""
            SELECT r.release, sum(h.users) AS n, sum(h.sessions) FROM health_run r
            JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id = 0 AND h.hour BETWEEN ?4 - 168 AND ?4
            WHERE {Ours} AND r.release <> ?3 AND r.first_hour <= ?4 GROUP BY r.release ORDER BY n DESC, sum(h.sessions) DESC
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, firstHour);
        string? found = null;
        while (rows.Step())
        {
            if (found is null && !(ReleaseOrder.Compare(rows.Text(0), release) > 0))
            {
                found = rows.Text(0);
            }
        }

        return found;
    }

    /// <summary>Share of a release's users by segment in some hours: only segments that somebody could act on, the largest first.</summary>
    public IReadOnlyDictionary<long, (string Name, double Weight)> Weights(
        long projectId, string release, string environment, long fromHour, long toHour, double least, int most)
    {
        using var reader = database.Read();
        var found = new List<(long Segment, string Name, long Users)>();
        var everybody = 0L;
        var rows = reader.Prepare(
            $"""
            SELECT h.segment_id, s.dimension, s.value, sum(h.users) AS n FROM health_run r
            JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.hour BETWEEN ?4 AND ?5
            LEFT JOIN health_segment s ON s.id = h.segment_id
            WHERE {Ours} AND r.release = ?3 GROUP BY h.segment_id ORDER BY n DESC
            """).Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromHour).Bind(5, toHour);
        while (rows.Step())
        {
            if (rows.Int64(0) == 0)
            {
                everybody = rows.Int64(3);
            }
            else
            {
                found.Add((rows.Int64(0), $"{rows.Text(1)} = {rows.Text(2)}", rows.Int64(3)));
            }
        }

        return found.Where(one => one.Users >= least * everybody && one.Users > 0 && one.Users < everybody).Take(most)
            .ToDictionary(one => one.Segment, one => (one.Name, (double)one.Users / everybody));
    }

    /// <summary>Crashes of issues in a release beside its predecessor, most in the release first.</summary>
    public IReadOnlyList<IssueShare> Issues(long projectId, string release, string? baseline)
    {
        using var reader = database.Read();
        var issues = new List<IssueShare>();
        var rows = reader.Prepare(
            """
            SELECT i.id, p.short_prefix || '-' || i.short_id, i.title, i.first_release, sum(CASE WHEN r.release = ?2 THEN r.count ELSE 0 END) AS here,
              sum(CASE WHEN r.release = ?3 THEN r.count ELSE 0 END) AS before
            FROM issue_release r JOIN issue i ON i.id = r.issue_id JOIN project p ON p.id = i.project_id
            WHERE r.project_id = ?1 AND (r.release = ?2 OR r.release = ?3) AND i.is_crash = 1 AND i.merged_into IS NULL
            GROUP BY i.id HAVING here > 0 ORDER BY here DESC LIMIT ?4
            """).Bind(1, projectId).Bind(2, release).Bind(3, baseline ?? "").Bind(4, (long)QueryLimits.IssuesComparedMax);
        while (rows.Step())
        {
            issues.Add(new IssueShare(rows.Int64(0), rows.Text(1), rows.Text(2), rows.TextOrNull(3), rows.Int64(4), rows.Int64(5)));
        }

        return issues;
    }

    /// <summary>Counters of all releases by hour.</summary>
    public IReadOnlyList<SessionHour> Sessions(long projectId, long fromHour, long toHour)
    {
        using var reader = database.Read();
        var hours = new List<SessionHour>();
        var rows = reader.Prepare(
            """
            SELECT r.id, r.release, r.environment, h.hour, h.sessions, h.errored, h.unhandled, h.abnormal, h.crashed, h.users, h.crashed_users
            FROM health_run r JOIN health_hour h ON h.project_id = r.project_id AND h.run_id = r.id AND h.segment_id = 0 AND h.hour BETWEEN ?2 AND ?3
            WHERE r.project_id = ?1
            """).Bind(1, projectId).Bind(2, fromHour).Bind(3, toHour);
        while (rows.Step())
        {
            hours.Add(new SessionHour(
                projectId, rows.Int64(0), rows.Text(1), rows.Text(2), rows.Int64(3), rows.Int64(4), rows.Int64(5), rows.Int64(6), rows.Int64(7), rows.Int64(8),
                rows.Int64(9), rows.Int64(10)));
        }

        return hours;
    }

    /// <summary>Different people of some rows of health_run in a window, with those who crashed and those who hung.</summary>
    public (long All, long Crashed, long Anr, long ForegroundAnr) UsersOf(IReadOnlyList<long> runs, long fromHour, long toHour)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var reader = database.Read();
        var people = new Dictionary<long, long>();
        foreach (var run in runs)
        {
            var rows = reader.Prepare(
                """
                SELECT u.user_hash, (u.crash_hours <> 0) * 4 + (u.flags & 3), u.day, u.hours FROM health_run r
                JOIN health_user u ON u.project_id = r.project_id AND u.run_id = r.id AND u.day BETWEEN ?2 / 24 AND ?3 / 24 WHERE r.id = ?1
                """).Bind(1, run).Bind(2, fromHour).Bind(3, toHour);
            while (rows.Step())
            {
                if ((rows.Int64(3) & Mask(rows.Int64(2), fromHour, toHour)) != 0)
                {
                    people[rows.Int64(0)] = people.GetValueOrDefault(rows.Int64(0)) | rows.Int64(1);
                }
            }
        }

        return (people.Count, people.Values.LongCount(bits => (bits & 4) != 0), people.Values.LongCount(bits => (bits & 3) != 0), people.Values.LongCount(bits => (bits & 1) != 0));
    }

    /// <summary>Issues that were first seen in each release.</summary>
    public IReadOnlyDictionary<string, long> NewIssues(long projectId)
    {
        using var reader = database.Read();
        var issues = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = reader.Prepare(
            "SELECT first_release, count(*) FROM issue WHERE project_id = ?1 AND merged_into IS NULL AND first_release IS NOT NULL GROUP BY first_release")
            .Bind(1, projectId);
        while (rows.Step())
        {
            issues[rows.Text(0)] = rows.Int64(1);
        }

        return issues;
    }

    /// <summary>Share of crash reports that arrive within 0, 1, 2, … hours after the crash, from those of one to four weeks ago.</summary>
    public IReadOnlyList<double> Delays(long projectId, DateTimeOffset now)
    {
        using var reader = database.Read();
        var end = now.Milliseconds() - (7 * UnixTime.MillisecondsPerDay);
        var counts = new long[QueryLimits.DelayHoursMax];
        var all = 0L;
        var rows = reader.Prepare(
            """
            SELECT min(max(received_at - timestamp, 0) / 3600000, ?4), count(*) FROM (
              SELECT received_at, timestamp FROM event WHERE project_id = ?1 AND is_crash = 1 ORDER BY id DESC LIMIT ?5)
            WHERE timestamp BETWEEN ?2 AND ?3 GROUP BY 1
            """).Bind(1, projectId).Bind(2, end - (21 * UnixTime.MillisecondsPerDay)).Bind(3, end).Bind(4, (long)QueryLimits.DelayHoursMax - 1)
            .Bind(5, (long)QueryLimits.EventsForDelays);
        while (rows.Step())
        {
            counts[rows.Int32(0)] += rows.Int64(1);
            all += rows.Int64(1);
        }

        var sum = 0L;
        return all < QueryLimits.DelaysNeeded ? [] : [.. counts.Select(count => (double)(sum += count) / all)];
    }

    static long Mask(long day, long fromHour, long toHour)
    {
        var mask = 0L;
        for (var hour = 0; hour < 24; hour++)
        {
            mask |= (day * 24) + hour >= fromHour && (day * 24) + hour <= toHour ? 1L << hour : 0;
        }

        return mask;
    }

    static List<long> RunsOf(ReaderLease reader, long projectId, string release, string environment)
    {
        var runs = new List<long>();
        var rows = reader.Prepare($"SELECT r.id FROM health_run r WHERE {Ours} AND r.release = ?3").Bind(1, projectId).Bind(2, environment).Bind(3, release);
        while (rows.Step())
        {
            runs.Add(rows.Int64(0));
        }

        return runs;
    }

    static Dictionary<string, (long All, long Crashed, long Anr, long Oom, bool IsEstimate)> Users(
        ReaderLease reader, long projectId, string environment, long fromHour, string? release)
    {
        var users = new Dictionary<string, (long All, long Crashed, long Anr, long Oom, bool IsEstimate)>(StringComparer.Ordinal);
        var rows = reader.Prepare(
            $"""
            SELECT release, count(*), sum(crashed), sum(anr), sum(oom) FROM (
              SELECT r.release AS release, max(u.crash_hours <> 0) AS crashed, max((u.flags & 3) <> 0) AS anr, max((u.flags & 4) <> 0) AS oom
              FROM health_run r JOIN health_user u ON u.project_id = r.project_id AND u.run_id = r.id AND u.day >= ?3 / 24
              WHERE {Ours} AND (?4 IS NULL OR r.release = ?4) GROUP BY r.release, u.user_hash)
            GROUP BY release
            """).Bind(1, projectId).Bind(2, environment).Bind(3, fromHour).Bind(4, release);
        while (rows.Step())
        {
            users[rows.Text(0)] = (rows.Int64(1), rows.Int64(2), rows.Int64(3), rows.Int64(4), false);
        }

        foreach (var (name, sketch) in Sketches(reader, projectId, environment, fromHour, release))
        {
            users[name] = users.GetValueOrDefault(name) with { All = (long)Math.Round(sketch.Estimate()), IsEstimate = true };
        }

        var folded = reader.Prepare(
            $"SELECT r.release, sum(r.folded_users), sum(r.folded_crashed_users) FROM health_run r WHERE {Ours} AND (?3 IS NULL OR r.release = ?3) AND r.folded_users > 0 AND r.first_hour >= ?4 GROUP BY r.release")
            .Bind(1, projectId).Bind(2, environment).Bind(3, release).Bind(4, fromHour);
        while (folded.Step())
        {
            users[folded.Text(0)] = (folded.Int64(1), folded.Int64(2), 0, 0, false);
        }

        return users;
    }

    // Days beyond a million: their sketches, with the users of the other days in them.
    static Dictionary<string, HyperLogLog> Sketches(ReaderLease reader, long projectId, string environment, long fromHour, string? release)
    {
        var sketches = new Dictionary<string, HyperLogLog>(StringComparer.Ordinal);
        var rows = reader.Prepare(
            $"""
            SELECT r.release, k.registers FROM health_run r JOIN health_sketch k ON k.project_id = r.project_id AND k.run_id = r.id
            WHERE {Ours} AND (?4 IS NULL OR r.release = ?4) AND k.bucket % 25 = 0 AND k.bucket >= ?3 / 24 * 25
            """).Bind(1, projectId).Bind(2, environment).Bind(3, fromHour).Bind(4, release);
        while (rows.Step())
        {
            if (HyperLogLog.FromRegisters(rows.Blob(1)) is { } sketch)
            {
                if (sketches.TryGetValue(rows.Text(0), out var known))
                {
                    known.Merge(sketch);
                }
                else
                {
                    sketches.Add(rows.Text(0), sketch);
                }
            }
        }

        foreach (var (name, sketch) in sketches)
        {
            var people = reader.Prepare(
                $"SELECT u.user_hash FROM health_run r JOIN health_user u ON u.project_id = r.project_id AND u.run_id = r.id AND u.day >= ?3 / 24 WHERE {Ours} AND r.release = ?4")
                .Bind(1, projectId).Bind(2, environment).Bind(3, fromHour).Bind(4, name);
            while (people.Step())
            {
                sketch.Add((ulong)people.Int64(0));
            }
        }

        return sketches;
    }
}
