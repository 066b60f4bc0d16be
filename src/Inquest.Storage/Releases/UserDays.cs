using Inquest.Health;
using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>The users of each release and day that a batch touches: exact rows up to a million, sketches beyond.</summary>
sealed class UserDays(Connection connection)
{
    const int HoursPerDay = 24;

    readonly Dictionary<(long Project, long Run, long Day, long User), UserDay> _users = [];
    readonly Dictionary<(long Project, long Run, long Day), long> _sizes = [];
    readonly Dictionary<(long Project, long Run, long Day), SketchedDay> _sketches = [];
    readonly Dictionary<(long Project, long Run, long Slice, long Day), DayCounts> _days = [];
    readonly List<(long Project, long Run, long Slice, long Hour, bool IsCrash)> _marks = [];

    /// <summary>Notes that a user began a session, and how it went so far.</summary>
    public void Mark(long project, long user, in SessionRow row)
    {
        var hour = UnixTime.Hour(row.Started);
        var day = Math.DivRem(hour, HoursPerDay, out var ofDay);
        var isCrash = row.Class == SessionClass.Crashed;
        var entry = Find(project, row.Run, day, user, row.Slice, isExceptional: isCrash || row.Cause != SessionCause.None);
        if (entry is null)
        {
            Sketch(project, row.Run, day).Add(user, (int)ofDay, row.Slice);
            return;
        }

        var bit = 1L << (int)ofDay;
        if ((entry.Hours & bit) == 0)
        {
            entry.Hours |= bit;
            entry.IsChanged = true;
            _marks.Add((project, row.Run, entry.Slice, hour, false));
        }

        if (isCrash && (entry.CrashHours & bit) == 0)
        {
            if (entry.CrashHours == 0)
            {
                _marks.Add((project, row.Run, entry.Slice, hour, true));
                Day(project, row.Run, entry.Slice, day).CrashedUsers++;
            }

            entry.CrashHours |= bit;
            entry.IsChanged = true;
        }

        Flag(project, row, day, entry);
    }

    /// <summary>Writes the users, and hands what they add to hours to <paramref name="hourOf"/>.</summary>
    public void Flush(Func<long, long, long, long, HourCounts> hourOf)
    {
        foreach (var ((project, run, day, user), entry) in _users)
        {
            if (entry.IsChanged)
            {
                connection.Prepare(
                    """
                    INSERT INTO health_user (project_id, run_id, day, user_hash, slice_id, hours, crash_hours, flags)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                    ON CONFLICT DO UPDATE SET hours = excluded.hours, crash_hours = excluded.crash_hours, flags = excluded.flags
                    """)
                    .Bind(1, project).Bind(2, run).Bind(3, day).Bind(4, user).Bind(5, entry.Slice).Bind(6, entry.Hours)
                    .Bind(7, entry.CrashHours).Bind(8, entry.Flags).Run();
            }
        }

        foreach (var (project, run, slice, hour, isCrash) in _marks)
        {
            var counts = hourOf(project, run, slice, hour);
            counts.Users += isCrash ? 0 : 1;
            counts.CrashedUsers += isCrash ? 1 : 0;
        }

        foreach (var ((project, run, day), sketch) in _sketches)
        {
            sketch.Flush(
                (slice, users) => Day(project, run, slice, day).Users += users,
                (slice, ofDay, users) => hourOf(project, run, slice, (day * HoursPerDay) + ofDay).Users += users);
        }

        _users.Clear();
        _marks.Clear();
        _sizes.Clear();
        _sketches.Clear();
    }

    /// <summary>What users add to days; the next batch begins with none.</summary>
    public IReadOnlyList<KeyValuePair<(long Project, long Run, long Slice, long Day), DayCounts>> TakeDays()
    {
        var days = _days.ToList();
        _days.Clear();
        return days;
    }

    void Flag(long project, in SessionRow row, long day, UserDay entry)
    {
        long flag = row.Cause switch
        {
            SessionCause.HangInForeground => UserDay.HungInForeground,
            SessionCause.HangInBackground => UserDay.HungInBackground,
            SessionCause.OutOfMemory => UserDay.OutOfMemory,
            _ => 0,
        };
        if (flag == 0 || (entry.Flags & flag) != 0)
        {
            return;
        }

        const long hung = UserDay.HungInForeground | UserDay.HungInBackground;
        var counts = Day(project, row.Run, entry.Slice, day);
        counts.AnrUsers += (flag & hung) != 0 && (entry.Flags & hung) == 0 ? 1 : 0;
        counts.OomUsers += flag == UserDay.OutOfMemory ? 1 : 0;
        entry.Flags |= flag;
        entry.IsChanged = true;
    }

    /// <returns>Null when the day is beyond exact counting and the user is one of the many without trouble.</returns>
    UserDay? Find(long project, long run, long day, long user, long slice, bool isExceptional)
    {
        if (_users.TryGetValue((project, run, day, user), out var entry))
        {
            return entry;
        }

        var row = connection.Prepare(
            "SELECT slice_id, hours, crash_hours, flags FROM health_user WHERE project_id = ?1 AND run_id = ?2 AND day = ?3 AND user_hash = ?4")
            .Bind(1, project).Bind(2, run).Bind(3, day).Bind(4, user);
        if (row.Step())
        {
            entry = new UserDay(row.Int64(0)) { Hours = row.Int64(1), CrashHours = row.Int64(2), Flags = row.Int64(3) };
            row.Reset();
        }
        else
        {
            var size = Size(project, run, day);
            var isSketched = size >= HealthLimits.MaxExactUsers;
            if (isSketched && !isExceptional)
            {
                return null;
            }

            entry = new UserDay(slice);
            _sizes[(project, run, day)] = size + 1;
            if (isSketched)
            {
                // Kept exactly because of its trouble, and counted among the many by the sketch.
                Sketch(project, run, day).Add(user, null, slice);
            }
            else
            {
                Day(project, run, slice, day).Users++;
            }
        }

        _users.Add((project, run, day, user), entry);
        return entry;
    }

    long Size(long project, long run, long day)
    {
        if (!_sizes.TryGetValue((project, run, day), out var size))
        {
            size = connection.Prepare("SELECT users FROM health_day WHERE project_id = ?1 AND run_id = ?2 AND segment_id = 0 AND day = ?3")
                .Bind(1, project).Bind(2, run).Bind(3, day).Scalar() ?? 0;
            _sizes.Add((project, run, day), size);
        }

        return size;
    }

    SketchedDay Sketch(long project, long run, long day)
    {
        if (!_sketches.TryGetValue((project, run, day), out var sketch))
        {
            _sketches.Add((project, run, day), sketch = new SketchedDay(connection, project, run, day, [.. _users
                .Where(user => user.Key.Project == project && user.Key.Run == run && user.Key.Day == day)
                .Select(user => (user.Key.User, user.Value.Hours))]));
        }

        return sketch;
    }

    DayCounts Day(long project, long run, long slice, long day)
    {
        if (!_days.TryGetValue((project, run, slice, day), out var counts))
        {
            _days.Add((project, run, slice, day), counts = new DayCounts());
        }

        return counts;
    }
}
