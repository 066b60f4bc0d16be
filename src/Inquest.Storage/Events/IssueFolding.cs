namespace Inquest.Storage.Events;

/// <summary>Adds the deltas of a transaction to the counter tables and decides what they mean for the issue's state.</summary>
static class IssueFolding
{
    public static void Fold(Connection connection, IssueDelta delta, long now)
    {
        foreach (var (hour, count) in delta.Hours)
        {
            Upsert(connection, "issue_hour", "hour", delta, hour, count);
        }

        foreach (var (day, count) in delta.Hours.GroupBy(pair => pair.Key / 24, pair => pair.Value).Select(g => (g.Key, g.Sum())))
        {
            Upsert(connection, "issue_day", "day", delta, day, count);
        }

        foreach (var (release, count) in delta.Releases)
        {
            connection.Prepare(
                """
                INSERT INTO issue_release (project_id, issue_id, release, count) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """)
                .Bind(1, delta.ProjectId).Bind(2, delta.IssueId).Bind(3, release).Bind(4, count).Run();
        }

        foreach (var ((key, value), count) in delta.Tags)
        {
            if (count != 0)
            {
                TagCounts.AddToIssue(connection, delta.ProjectId, delta.IssueId, key, value, count);
            }
        }

        UpdateIssue(connection, delta, CountUsers(connection, delta), now);
    }

    static void Upsert(Connection connection, string table, string column, IssueDelta delta, long when, long count)
    {
        if (count != 0)
        {
            connection.Prepare(
                $"""
                 INSERT INTO {table} (project_id, issue_id, {column}, count) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET count = count + excluded.count
                 """)
                .Bind(1, delta.ProjectId).Bind(2, delta.IssueId).Bind(3, when).Bind(4, count).Run();
        }
    }

    /// <summary>Users that the issue did not have before, less those that it no longer has.</summary>
    static long CountUsers(Connection connection, IssueDelta delta)
    {
        var change = 0L;
        foreach (var (user, count) in delta.Users)
        {
            if (count == 0)
            {
                continue;
            }

            var total = connection.Prepare(
                """
                INSERT INTO issue_user (project_id, issue_id, user_hash, count) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET count = count + excluded.count RETURNING count
                """)
                .Bind(1, delta.ProjectId).Bind(2, delta.IssueId).Bind(3, user).Bind(4, count).Scalar() ?? 0;
            if (total <= 0)
            {
                connection.Prepare("DELETE FROM issue_user WHERE project_id = ?1 AND issue_id = ?2 AND user_hash = ?3")
                    .Bind(1, delta.ProjectId).Bind(2, delta.IssueId).Bind(3, user).Run();
                change--;
            }
            else if (total == count)
            {
                change++;
            }
        }

        return change;
    }

    static void UpdateIssue(Connection connection, IssueDelta delta, long users, long now)
    {
        var row = connection.Prepare(
            """
            UPDATE issue SET
              event_count = event_count + ?2,
              user_count = user_count + ?3,
              symbol_problem_count = symbol_problem_count + ?4,
              first_seen = min(first_seen, coalesce(?5, first_seen)),
              last_release = CASE WHEN ?6 >= last_seen THEN coalesce(?7, last_release) ELSE last_release END,
              last_seen = max(last_seen, coalesce(?6, last_seen)),
              last_event_id = max(coalesce(last_event_id, 0), coalesce(?8, 0)),
              -- An error that was handled so far has now ended a process.
              kind = CASE WHEN ?9 > is_crash AND kind = 'error' THEN 'crash' ELSE kind END,
              is_crash = max(is_crash, ?9)
            WHERE id = ?1
            RETURNING state, resolved_at, resolved_in_release, resolved_in_next_release, ignored_until, ignored_until_events, event_count
            """)
            .Bind(1, delta.IssueId).Bind(2, delta.Events).Bind(3, users).Bind(4, delta.SymbolProblems)
            .Bind(5, delta.FirstSeen).Bind(6, delta.LastSeen).Bind(7, delta.LastRelease).Bind(8, delta.LastEventRow).Bind(9, delta.HasCrash);
        if (!row.Step())
        {
            return;
        }

        var state = row.Text(0);
        if (state == "open" || delta.LastSeen is null)
        {
            row.Reset();
            return;
        }

        var (resolvedAt, resolvedIn, inNext) = (row.Int64OrNull(1) ?? 0, row.TextOrNull(2), row.Bool(3));
        var (ignoredUntil, ignoredUntilEvents, events) = (row.Int64OrNull(4), row.Int64OrNull(5), row.Int64(6));
        row.Reset();
        if (state == "resolved")
        {
            if (Regression.Find(delta, resolvedAt, resolvedIn, inNext, r => FirstSeen(connection, delta.ProjectId, r)) is { } release)
            {
                Reopen(connection, delta, now, "regressed", release);
            }
        }
        else if (ignoredUntil <= now || ignoredUntilEvents <= events)
        {
            Reopen(connection, delta, now, "reopened", "");
        }
    }

    static void Reopen(Connection connection, IssueDelta delta, long now, string what, string release)
    {
        connection.Prepare(
            """
            UPDATE issue SET state = 'open', substate = CASE WHEN ?2 = 'regressed' THEN 'regressed' ELSE NULL END,
              regressed_in_release = CASE WHEN ?2 = 'regressed' THEN nullif(?3, '') ELSE regressed_in_release END,
              resolved_at = NULL, resolved_in_release = NULL, resolved_in_next_release = 0, ignored_until = NULL, ignored_until_events = NULL
            WHERE id = ?1
            """)
            .Bind(1, delta.IssueId).Bind(2, what).Bind(3, release).Run();
        IssueHistory.Add(connection, delta.ProjectId, delta.IssueId, now, what, release);
    }

    static long? FirstSeen(Connection connection, long projectId, string release) =>
        connection.Prepare("SELECT first_seen FROM release WHERE project_id = ?1 AND version = ?2").Bind(1, projectId).Bind(2, release).Scalar();
}
