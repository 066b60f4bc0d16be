using Inquest.Health.Users;

namespace Inquest.Storage.Releases;

/// <summary>Users of a release and day beyond a million: HyperLogLog sketches of the day and of its hours.</summary>
/// <remarks>
/// What a batch adds is the growth of the estimates, divided among segments as the batch's users are. The error is the sketch's, 0.41 %
/// of the day; crashes stay exact.
/// </remarks>
sealed class SketchedDay
{
    const int BucketsPerDay = 25;

    readonly Connection _connection;
    readonly (long Project, long Run, long Day) _of;
    readonly Dictionary<int, (HyperLogLog Sketch, double Before, Dictionary<long, long> Slices)> _buckets = [];
    readonly IReadOnlyList<(long User, long Hours)> _unwritten;

    /// <param name="unwritten">Exact users of this batch that are not in the table yet.</param>
    public SketchedDay(Connection connection, long project, long run, long day, IReadOnlyList<(long User, long Hours)> unwritten)
    {
        _connection = connection;
        _of = (project, run, day);
        _unwritten = unwritten;
    }

    /// <param name="hour">Of the day; null counts the user for the day alone.</param>
    public void Add(long user, int? hour, long slice)
    {
        Add(0, user, slice);
        if (hour is { } known)
        {
            Add(1 + known, user, slice);
        }
    }

    public void Flush(Action<long, long> addToDay, Action<long, int, long> addToHour)
    {
        foreach (var (bucket, (sketch, before, slices)) in _buckets)
        {
            _connection.Prepare(
                """
                INSERT INTO health_sketch (project_id, run_id, bucket, registers) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET registers = excluded.registers
                """)
                .Bind(1, _of.Project).Bind(2, _of.Run).Bind(3, (_of.Day * BucketsPerDay) + bucket).Bind(4, sketch.Registers).Run();
            // Rounded once for the bucket, from whole estimates, so that many small batches do not lose the fractions.
            var growth = (long)Math.Round(sketch.Estimate()) - (long)Math.Round(before);
            var seen = slices.Values.Sum();
            foreach (var (slice, count) in slices)
            {
                var part = seen == 0 ? 0 : growth * count / seen;
                growth -= part;
                seen -= count;
                if (bucket == 0)
                {
                    addToDay(slice, part);
                }
                else
                {
                    addToHour(slice, bucket - 1, part);
                }
            }
        }

        _buckets.Clear();
    }

    void Add(int bucket, long user, long slice)
    {
        if (!_buckets.TryGetValue(bucket, out var entry))
        {
            var sketch = Load(bucket);
            _buckets.Add(bucket, entry = (sketch, sketch.Estimate(), []));
        }

        entry.Sketch.Add((ulong)user);
        entry.Slices[slice] = entry.Slices.GetValueOrDefault(slice) + 1;
    }

    HyperLogLog Load(int bucket)
    {
        var stored = _connection.Prepare("SELECT registers FROM health_sketch WHERE project_id = ?1 AND run_id = ?2 AND bucket = ?3")
            .Bind(1, _of.Project).Bind(2, _of.Run).Bind(3, (_of.Day * BucketsPerDay) + bucket);
        var known = stored.Step() ? HyperLogLog.FromRegisters(stored.Blob(0)) : null;
        stored.Reset();
        return known ?? Fold(bucket);
    }

    // The first look beyond the bound: everybody who has a row goes into the sketch.
    HyperLogLog Fold(int bucket)
    {
        var sketch = new HyperLogLog();
        var bits = bucket == 0 ? -1L : 1L << (bucket - 1);
        var rows = _connection.Prepare("SELECT user_hash, hours FROM health_user WHERE project_id = ?1 AND run_id = ?2 AND day = ?3")
            .Bind(1, _of.Project).Bind(2, _of.Run).Bind(3, _of.Day);
        while (rows.Step())
        {
            if ((rows.Int64(1) & bits) != 0)
            {
                sketch.Add((ulong)rows.Int64(0));
            }
        }

        foreach (var (user, hours) in _unwritten)
        {
            if ((hours & bits) != 0)
            {
                sketch.Add((ulong)user);
            }
        }

        return sketch;
    }
}
