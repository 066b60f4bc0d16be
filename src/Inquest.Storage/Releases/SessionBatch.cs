using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>Folds sessions into their rows, users and hourly counters inside one transaction of the writer.</summary>
/// <remarks>
/// One row for each (project, sid), whoever tells of it and however often: counters get the difference between the row before and
/// after, so that late, repeated and reordered updates leave the same numbers. Counters of segments and users are gathered and
/// written by <see cref="Flush"/>.
/// </remarks>
public sealed class SessionBatch(Connection connection)
{
    readonly RunTable _runs = new(connection);
    readonly SliceTable _slices = new(connection);
    readonly Dictionary<(long Project, long Run, long Slice, long Hour), HourCounts> _hours = [];
    readonly UserDays _users = new(connection);

    /// <summary>True when nothing was added since the last flush.</summary>
    public bool IsEmpty => _hours.Count == 0;

    /// <returns>False when the project has more releases than anybody makes: clients invent them.</returns>
    public bool Add(SessionFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        var hour = UnixTime.Hour(fact.Started);
        if (_runs.Find(fact.ProjectId, fact.Release, fact.Environment, hour, fact.Sdk) is not { } run)
        {
            return false;
        }

        var slice = _slices.Find(fact.ProjectId, fact.Place);
        var row = new SessionRow(run, slice, fact.User, fact.Started, fact.Sequence, fact.Class, fact.Cause, fact.Seen);
        var inserted = connection.Prepare(
            """
            INSERT INTO session (project_id, sid, run_id, slice_id, user_hash, started, seq, worst, cause, seen)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING
            """)
            .Bind(1, fact.ProjectId).Bind(2, fact.Sid.AsSpan()).Bind(3, run).Bind(4, slice).Bind(5, fact.User).Bind(6, fact.Started)
            .Bind(7, fact.Sequence).Bind(8, (long)fact.Class).Bind(9, (long)fact.Cause).Bind(10, (long)fact.Seen)
            .Run() > 0;
        if (inserted)
        {
            Count(fact.ProjectId, row, 1);
            Mark(fact.ProjectId, row);
        }
        else
        {
            Merge(fact, slice);
        }

        return true;
    }

    /// <summary>Adds sessions that came as numbers. There is nothing to know a repetition by.</summary>
    /// <returns>False when the project has too many releases.</returns>
    public bool Add(SessionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var hour = UnixTime.Hour(counts.Started);
        if (_runs.Find(counts.ProjectId, counts.Release, counts.Environment, hour, counts.Sdk) is not { } run)
        {
            return false;
        }

        var total = counts.Healthy + counts.Errored + counts.Unhandled + counts.Abnormal + counts.Crashed;
        var here = Hour(counts.ProjectId, run, 0, hour);
        here.Sessions += total;
        here.Errored += counts.Errored;
        here.Unhandled += counts.Unhandled;
        here.Abnormal += counts.Abnormal;
        here.Crashed += counts.Crashed;
        if (counts.User is { } user && total > 0)
        {
            Mark(counts.ProjectId, new SessionRow(
                run, 0, user, counts.Started, 0, counts.Crashed > 0 ? SessionClass.Crashed : SessionClass.Healthy, SessionCause.None, SessionSeen.Update));
        }
        else
        {
            here.Anonymous += total;
        }

        return true;
    }

    /// <summary>Counts a crash report that names no session: it cannot join one.</summary>
    public void AddLooseCrash(long projectId, string release, string environment, long at)
    {
        var hour = UnixTime.Hour(at);
        if (_runs.Find(projectId, release, environment, hour, null) is { } run)
        {
            Hour(projectId, run, 0, hour).Loose++;
        }
    }

    /// <summary>Writes the gathered counters. Call it once, before the transaction commits.</summary>
    public void Flush()
    {
        _users.Flush(Hour);
        var hours = new Dictionary<(long Project, long Run, long Segment, long Hour), HourCounts>();
        foreach (var ((project, run, slice, hour), counts) in _hours)
        {
            foreach (var segment in _slices.SegmentsOf(project, slice))
            {
                if (!hours.TryGetValue((project, run, segment, hour), out var sum))
                {
                    hours.Add((project, run, segment, hour), sum = new HourCounts());
                }

                sum.Add(counts);
            }
        }

        foreach (var ((project, run, segment, hour), counts) in hours)
        {
            HourTable.Add(connection, project, run, segment, hour, counts);
        }

        foreach (var ((project, run, slice, day), counts) in _users.TakeDays())
        {
            foreach (var segment in _slices.SegmentsOf(project, slice))
            {
                HourTable.AddDay(connection, project, run, segment, day, counts);
            }
        }

        _runs.Flush();
        _hours.Clear();
    }

    void Merge(SessionFact fact, long slice)
    {
        var stored = connection.Prepare(
            "SELECT run_id, slice_id, user_hash, started, seq, worst, cause, seen FROM session WHERE project_id = ?1 AND sid = ?2")
            .Bind(1, fact.ProjectId).Bind(2, fact.Sid.AsSpan());
        stored.Step();
        var before = new SessionRow(
            stored.Int64(0), stored.Int64(1), stored.Int64OrNull(2), stored.Int64(3), stored.Int64(4), (SessionClass)stored.Int32(5),
            (SessionCause)stored.Int32(6), (SessionSeen)stored.Int32(7));
        stored.Reset();
        var after = before.Merge(fact);
        if (!before.Seen.HasFlag(SessionSeen.Update) && fact.Seen.HasFlag(SessionSeen.Update))
        {
            // Until now only a crash report had told of it, which knows neither when it began nor where it ran.
            after = after with { Started = fact.Started, Slice = slice == 0 ? before.Slice : slice };
        }

        if (after == before)
        {
            return;
        }

        connection.Prepare(
            """
            UPDATE session SET user_hash = ?3, started = ?4, seq = ?5, worst = ?6, cause = ?7, seen = ?8, slice_id = ?9
            WHERE project_id = ?1 AND sid = ?2
            """)
            .Bind(1, fact.ProjectId).Bind(2, fact.Sid.AsSpan()).Bind(3, after.User).Bind(4, after.Started).Bind(5, after.Sequence)
            .Bind(6, (long)after.Class).Bind(7, (long)after.Cause).Bind(8, (long)after.Seen).Bind(9, after.Slice).Run();
        Count(fact.ProjectId, before, -1);
        Count(fact.ProjectId, after, 1);
        Mark(fact.ProjectId, after);
    }

    void Count(long project, in SessionRow row, int sign) => Hour(project, row.Run, row.Slice, UnixTime.Hour(row.Started)).Add(row, sign);

    HourCounts Hour(long project, long run, long slice, long hour)
    {
        if (!_hours.TryGetValue((project, run, slice, hour), out var counts))
        {
            _hours.Add((project, run, slice, hour), counts = new HourCounts());
        }

        return counts;
    }

    void Mark(long project, in SessionRow row)
    {
        // Users are known by their sessions: those whom only a crash report names would make a rate of crashes alone.
        if (row.User is { } user && row.Seen.HasFlag(SessionSeen.Update))
        {
            _users.Mark(project, user, row);
        }
    }
}
