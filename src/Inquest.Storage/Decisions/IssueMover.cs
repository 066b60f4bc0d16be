using System.Text.Json;
using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Storage.Decisions;

/// <summary>Moves the events of merged and split issues, a chunk per transaction, with every counter that they count in.</summary>
/// <remarks>What an event counts is computed from the event itself, so that a move and its undoing leave exactly what was before.</remarks>
public sealed class IssueMover(Database database, TimeProvider time)
{
    /// <summary>Does one chunk of the oldest move; false when there is none.</summary>
    public bool Step() => database.Write(Step);

    /// <summary>True while events are on their way from or to the issue.</summary>
    public bool IsPending(long issueId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT 1 FROM issue_move WHERE done_at IS NULL AND (from_issue = ?1 OR to_issue = ?1) LIMIT 1")
            .Bind(1, issueId).Scalar() is not null;
    }

    internal static void Add(Connection connection, long projectId, long from, long to, IReadOnlyList<FingerprintId>? fingerprints, long now, bool decidesAge = false) =>
        connection.Prepare(
            "INSERT INTO issue_move (project_id, from_issue, to_issue, fingerprints_json, created_at, decides_age) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, projectId).Bind(2, from).Bind(3, to)
            .Bind(4, fingerprints is null ? null : JsonSerializer.Serialize(fingerprints, RegroupJson.Default.IReadOnlyListFingerprintId))
            .Bind(5, now).Bind(6, decidesAge).Run();

    bool Step(Connection connection)
    {
        var row = connection.Prepare(
            "SELECT id, project_id, from_issue, to_issue, fingerprints_json, next_event, decides_age FROM issue_move WHERE done_at IS NULL ORDER BY id LIMIT 1");
        if (!row.Step())
        {
            return false;
        }

        var (move, project, from, to) = (row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3));
        var (json, next, decidesAge) = (row.TextOrNull(4), row.Int64(5), row.Bool(6));
        row.Reset();
        var only = json is null ? null : JsonSerializer.Deserialize(json, RegroupJson.Default.IReadOnlyListFingerprintId)?.ToHashSet();
        var now = time.GetUtcNow().Milliseconds();
        var (leave, arrive) = (new IssueDelta(project, from), new IssueDelta(project, to));
        var events = Chunk(connection, project, from, next);
        var moved = 0;
        foreach (var one in events.Where(one => only is null || only.Contains(one.Fingerprint)))
        {
            var contribution = Load(connection, one);
            leave.Add(contribution, -1, one.Row);
            arrive.Add(contribution, 1, one.Row);
            connection.Prepare("UPDATE event SET issue_id = ?2 WHERE id = ?1").Bind(1, one.Row).Bind(2, to).Run();
            moved++;
        }

        if (moved > 0)
        {
            var age = connection.Prepare("SELECT first_seen FROM issue WHERE id = ?1").Bind(1, to).Scalar();
            IssueFolding.Fold(connection, leave, now);
            IssueFolding.Fold(connection, arrive, now);
            if (!decidesAge)
            {
                connection.Prepare("UPDATE issue SET first_seen = ?2 WHERE id = ?1").Bind(1, to).Bind(2, age).Run();
            }
            else if (arrive.FirstSeen <= age)
            {
                connection.Prepare("UPDATE issue SET first_release = ?2 WHERE id = ?1")
                    .Bind(1, to).Bind(2, events.Where(one => one.Timestamp == arrive.FirstSeen).Select(one => one.Release).FirstOrDefault()).Run();
            }

            Refresh(connection, project, from);
        }

        connection.Prepare("UPDATE issue_move SET next_event = ?2, moved = moved + ?3, done_at = ?4 WHERE id = ?1")
            .Bind(1, move).Bind(2, events.Count > 0 ? events[^1].Row : next).Bind(3, (long)moved)
            .Bind(4, events.Count < StorageLimits.EventsPerMoveMax ? now : (long?)null).Run();
        return true;
    }

    // What is left says itself when it was seen last; its latest events by arrival stand for all of them.
    static void Refresh(Connection connection, long project, long issue) => connection.Prepare(
        """
        UPDATE issue SET last_event_id = e.id, last_seen = coalesce(e.timestamp, last_seen), last_release = coalesce(e.release, last_release)
        FROM (SELECT max(id) AS id, max(timestamp) AS timestamp,
            (SELECT release FROM event WHERE project_id = ?2 AND issue_id = ?1 AND release IS NOT NULL ORDER BY id DESC LIMIT 1) AS release
          FROM (SELECT id, timestamp FROM event WHERE project_id = ?2 AND issue_id = ?1 ORDER BY id DESC LIMIT ?3)) AS e
        WHERE issue.id = ?1
        """).Bind(1, issue).Bind(2, project).Bind(3, (long)StorageLimits.EventsPerMoveMax).Run();

    static List<MovedEvent> Chunk(Connection connection, long project, long issue, long after)
    {
        var events = new List<MovedEvent>();
        var rows = connection.Prepare(
            """
            SELECT id, timestamp, release, user_hash, is_crash, missing_frames, fingerprint_version, fingerprint FROM event
            WHERE project_id = ?1 AND issue_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4
            """).Bind(1, project).Bind(2, issue).Bind(3, after).Bind(4, (long)StorageLimits.EventsPerMoveMax);
        while (rows.Step())
        {
            events.Add(new(
                rows.Int64(0), rows.Int64(1), rows.TextOrNull(2), rows.Int64OrNull(3), rows.Bool(4), rows.Int64(5) > 0,
                new(rows.Int32(6), rows.Text(7))));
        }

        return events;
    }

    /// <summary>What a stored event counts.</summary>
    internal static Contribution Load(Connection connection, long eventRow)
    {
        var row = connection.Prepare("SELECT id, timestamp, release, user_hash, is_crash, missing_frames, fingerprint_version, fingerprint FROM event WHERE id = ?1").Bind(1, eventRow);
        row.Step();
        var one = new MovedEvent(row.Int64(0), row.Int64(1), row.TextOrNull(2), row.Int64OrNull(3), row.Bool(4), row.Int64(5) > 0, new(row.Int32(6), row.Text(7)));
        row.Reset();
        return Load(connection, one);
    }

    static Contribution Load(Connection connection, MovedEvent one)
    {
        var body = connection.Prepare("SELECT report_zstd FROM event_body WHERE id = ?1").Bind(1, one.Row);
        var packed = body.Step() ? body.BlobOrNull(0) : null;
        body.Reset();
        // Without its report an event counts all but its tags.
        return packed is not null && Zstd.UnpackJson(packed, ReportJson.Default.Report) is { } report
            ? Contribution.Of(report, one.Timestamp, one.HasSymbolProblem)
            : new(one.Timestamp, one.Release, one.UserHash, one.IsCrash, one.HasSymbolProblem, []);
    }

    readonly record struct MovedEvent(
        long Row, long Timestamp, string? Release, long? UserHash, bool IsCrash, bool HasSymbolProblem, FingerprintId Fingerprint);
}
