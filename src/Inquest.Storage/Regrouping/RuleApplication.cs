using Inquest.Grouping;
using Inquest.Grouping.Rules;
using Inquest.Reports;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;

namespace Inquest.Storage.Regrouping;

/// <summary>Applies the rules that hold to stored events: looks at all of them, decides, then moves them a chunk per transaction, while others arrive.</summary>
public sealed class RuleApplication(Database database, TimeProvider time)
{
    /// <summary>Longer than anybody works with rules that were replaced.</summary>
    static readonly TimeSpan OldRulesLinger = TimeSpan.FromSeconds(15);

    /// <summary>Does one step of the oldest revision that is not done.</summary>
    /// <param name="cancellation">Ends a long look at the past; it begins again with the next call.</param>
    /// <returns>False when there is nothing to do now; events may still be on their way from before the change.</returns>
    public bool Step(CancellationToken cancellation = default)
    {
        if (Next() is not var (project, revision, text, phase, after, createdAt))
        {
            return false;
        }

        var rules = RuleSet.Parse(text).Rules ?? RuleSet.None;
        if (phase == "planning")
        {
            Begin(project, revision, rules, cancellation);
            return true;
        }

        return Move(project, revision, rules, after, createdAt);
    }

    (long Project, long Revision, string Text, string Phase, long After, long CreatedAt)? Next()
    {
        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT project_id, revision, text, phase, next_event, created_at FROM grouping_revision
            WHERE phase IN ('planning', 'moving') ORDER BY created_at, project_id, revision LIMIT 1
            """);
        if (!row.Step())
        {
            return null;
        }

        var next = (row.Int64(0), row.Int64(1), row.Text(2), row.Text(3), row.Int64(4), row.Int64(5));
        row.Reset();
        return next;
    }

    void Begin(long project, long revision, RuleSet rules, CancellationToken cancellation)
    {
        var plan = new Regrouper(database).Plan(project, rules, 0, null, cancellation);
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        database.Write(connection =>
        {
            var now = time.GetUtcNow().Milliseconds();
            var made = 0;
            foreach (var (key, target) in plan.Targets)
            {
                if (Regrouper.Known(connection, project, key) is not null)
                {
                    continue;
                }

                if (target == RegroupPlan.NewIssue)
                {
                    made += MakeIssue(connection, project, rules, plan.Flows.First(flow => flow.Key == key).Flow.Last, now) ? 1 : 0;
                    continue;
                }

                connection.Prepare("INSERT INTO issue_fingerprint (project_id, version, fingerprint, issue_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
                    .Bind(1, project).Bind(2, (long)Grouper.CurrentVersion).Bind(3, key).Bind(4, target).Bind(5, now).Run();
            }

            connection.Prepare("UPDATE grouping_revision SET phase = 'moving', created_issues = ?3 WHERE project_id = ?1 AND revision = ?2 AND phase = 'planning'")
                .Bind(1, project).Bind(2, revision).Bind(3, (long)made).Run();
        });
    }

    static bool MakeIssue(Connection connection, long project, RuleSet rules, long row, long now)
    {
        var found = connection.Prepare("SELECT e.key_id, e.event_id, e.received_at, e.timestamp, b.report_zstd FROM event e JOIN event_body b ON b.id = e.id WHERE e.id = ?1").Bind(1, row);
        if (!found.Step())
        {
            return false;
        }

        var (key, id, received, at, packed) = (found.Int64(0), Convert.ToHexStringLower(found.Blob(1)), found.Int64(2), found.Int64(3), found.BlobOrNull(4));
        found.Reset();
        if (packed is null || Zstd.UnpackJson(packed, ReportJson.Default.Report) is not { } report)
        {
            return false;
        }

        var issue = IssueCreation.Create(
            connection,
            new() { ProjectId = project, KeyId = key, EventId = id, ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(received), Report = report, Grouping = Grouper.Group(report, rules), ReportPacked = packed },
            at, now);
        connection.Prepare("UPDATE issue SET substate = NULL WHERE id = ?1").Bind(1, issue).Run();
        IssueHistory.Add(connection, project, issue, now, "regrouped", "a change of the grouping rules split it off");
        return true;
    }

    bool Move(long project, long revision, RuleSet rules, long after, long createdAt)
    {
        var now = time.GetUtcNow().Milliseconds();
        RegroupedEvent[]? chunk;
        long last;
        using (var reader = database.Read())
        {
            chunk = StoredStacks.Next(reader.Connection, project, after, 0, rules, out last);
        }

        if (chunk is null && now - createdAt < OldRulesLinger.TotalMilliseconds)
        {
            return false;
        }

        database.Write(connection =>
        {
            if (connection.Prepare("SELECT 1 FROM grouping_revision WHERE project_id = ?1 AND revision = ?2 AND phase = 'moving'").Bind(1, project).Bind(2, revision).Scalar() is null)
            {
                return;
            }

            if (chunk is null)
            {
                Finish(connection, project, revision, now);
                return;
            }

            var moved = Move(connection, project, revision, chunk, now);
            connection.Prepare("UPDATE grouping_revision SET next_event = ?3, looked_at = looked_at + ?4, moved = moved + ?5 WHERE project_id = ?1 AND revision = ?2")
                .Bind(1, project).Bind(2, revision).Bind(3, last).Bind(4, (long)chunk.Length).Bind(5, (long)moved).Run();
        });
        return true;
    }

    static int Move(Connection connection, long project, long revision, RegroupedEvent[] chunk, long now)
    {
        var moved = 0;
        var deltas = new Dictionary<long, IssueDelta>();
        foreach (var one in chunk)
        {
            if (one.Changes)
            {
                connection.Prepare("UPDATE event SET fingerprint = ?2, fingerprint_version = ?3 WHERE id = ?1").Bind(1, one.Row).Bind(2, one.New.Key).Bind(3, (long)one.New.Version).Run();
            }

            // Where the event is now: somebody may have merged its issue since the chunk was read.
            var from = connection.Prepare("SELECT issue_id FROM event WHERE id = ?1").Bind(1, one.Row).Scalar();
            if (from is not { } source || Target(connection, project, one, source) is not { } target || target == source)
            {
                continue;
            }

            var contribution = IssueMover.Load(connection, one.Row);
            DeltaOf(deltas, project, source).Add(contribution, -1, one.Row);
            DeltaOf(deltas, project, target).Add(contribution, 1, one.Row);
            connection.Prepare("UPDATE event SET issue_id = ?2 WHERE id = ?1").Bind(1, one.Row).Bind(2, target).Run();
            connection.Prepare(
                """
                INSERT INTO grouping_move (project_id, revision, from_issue, to_issue, count) VALUES (?1, ?2, ?3, ?4, 1)
                ON CONFLICT DO UPDATE SET count = count + 1
                """).Bind(1, project).Bind(2, revision).Bind(3, source).Bind(4, target).Run();
            moved++;
        }

        foreach (var delta in deltas.Values)
        {
            IssueFolding.Fold(connection, delta, now);
        }

        return moved;
    }

    // A key that nobody planned came after the look at the past: such events have their issue already.
    static long? Target(Connection connection, long project, RegroupedEvent one, long source)
    {
        if (Regrouper.Known(connection, project, one.New.Key) is not { } target)
        {
            return null;
        }

        if (target != source)
        {
            connection.Prepare("UPDATE issue SET merged_into = NULL WHERE id = ?1 AND merged_into IS NOT NULL").Bind(1, target).Run();
        }

        return target;
    }

    static IssueDelta DeltaOf(Dictionary<long, IssueDelta> deltas, long project, long issue)
    {
        if (!deltas.TryGetValue(issue, out var delta))
        {
            deltas.Add(issue, delta = new(project, issue));
        }

        return delta;
    }

    /// <summary>Addresses of issues that were emptied lead to where most went; ages and last events are those of the events that are there.</summary>
    static void Finish(Connection connection, long project, long revision, long now)
    {
        var moves = new List<(long From, long To, long Count)>();
        var rows = connection.Prepare("SELECT from_issue, to_issue, count FROM grouping_move WHERE project_id = ?1 AND revision = ?2 ORDER BY count DESC, to_issue")
            .Bind(1, project).Bind(2, revision);
        while (rows.Step())
        {
            moves.Add((rows.Int64(0), rows.Int64(1), rows.Int64(2)));
        }

        foreach (var issue in moves.SelectMany(move => new[] { move.From, move.To }).Distinct())
        {
            Settle(connection, project, issue);
        }

        foreach (var source in moves.GroupBy(move => move.From))
        {
            var (target, count) = (source.First().To, source.Sum(move => move.Count));
            var isEmpty = connection.Prepare("SELECT event_count FROM issue WHERE id = ?1").Bind(1, source.Key).Scalar() == 0;
            if (isEmpty)
            {
                connection.Prepare("UPDATE issue SET merged_into = ?2, last_event_id = NULL WHERE id = ?1").Bind(1, source.Key).Bind(2, target).Run();
            }

            IssueHistory.Add(connection, project, source.Key, now, "regrouped", $"revision {revision} of the grouping rules moved {(isEmpty ? "all of its" : count)} events to other issues");
            IssueHistory.Add(connection, project, target, now, "regrouped", $"revision {revision} of the grouping rules moved {source.First().Count} events here");
        }

        connection.Prepare("UPDATE grouping_revision SET phase = 'done', done_at = ?3 WHERE project_id = ?1 AND revision = ?2").Bind(1, project).Bind(2, revision).Bind(3, now).Run();
    }

    static void Settle(Connection connection, long project, long issue) => connection.Prepare(
        """
        UPDATE issue SET first_seen = coalesce(e.first, first_seen), last_seen = coalesce(e.last, last_seen), last_event_id = e.id,
          first_release = CASE WHEN e.first IS NULL THEN first_release ELSE
            (SELECT release FROM event WHERE project_id = ?2 AND issue_id = ?1 AND timestamp = e.first ORDER BY id LIMIT 1) END,
          last_release = coalesce((SELECT release FROM event WHERE project_id = ?2 AND issue_id = ?1 AND release IS NOT NULL ORDER BY timestamp DESC, id DESC LIMIT 1), last_release)
        FROM (SELECT min(timestamp) AS first, max(timestamp) AS last, max(id) AS id FROM event WHERE project_id = ?2 AND issue_id = ?1) AS e
        WHERE issue.id = ?1
        """).Bind(1, issue).Bind(2, project).Run();
}
