using System.Text.Json;
using Inquest.Storage.Events;

namespace Inquest.Storage.Decisions;

/// <summary>Changes the state of issues, with history and undo.</summary>
public sealed class IssueDecisions(Database database, TimeProvider time)
{
    /// <summary>Applies the decision to every issue that it changes.</summary>
    /// <param name="issueIds">Unknown and merged ones are passed over, as are those that are in that state already.</param>
    /// <param name="decision">What to do.</param>
    /// <param name="userId">Who decided.</param>
    /// <param name="actor">Their name, for history.</param>
    /// <param name="details">Until when, for whom.</param>
    /// <returns>The issues that changed.</returns>
    public IReadOnlyList<long> Apply(
        IReadOnlyList<long> issueIds, IssueDecision decision, long? userId, string actor, DecisionDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(issueIds);
        var more = details ?? DecisionDetails.None;
        return database.Write<IReadOnlyList<long>>(
            connection => [.. issueIds.Distinct().Take(StorageLimits.IssuesPerDecisionMax).Where(id => Apply(connection, id, decision, more, userId, actor))],
            durable: true);
    }

    bool Apply(Connection connection, long id, IssueDecision decision, DecisionDetails details, long? userId, string actor)
    {
        if (Load(connection, id) is not { } before)
        {
            return false;
        }

        var now = time.GetUtcNow().Milliseconds();
        if (decision == IssueDecision.Undo)
        {
            return Undo(connection, before, userId, actor, now);
        }

        var (after, what, detail) = Decide(before, decision, details, now);
        if (after with { ResolvedAt = before.ResolvedAt, Substate = before.Substate, RegressedInRelease = before.RegressedInRelease } == before)
        {
            return false;
        }

        Save(connection, after);
        IssueHistory.Add(
            connection, before.ProjectId, id, now, what, detail, JsonSerializer.Serialize(before, IssueStateJson.Default.IssueState), userId, actor);
        return true;
    }

    static (IssueState After, string What, string Detail) Decide(IssueState before, IssueDecision decision, DecisionDetails details, long now) => decision switch
    {
        IssueDecision.Resolve => (
            before.Cleared() with { State = "resolved", ResolvedAt = now }, "resolved", ""),
        // Without a release there is nothing to be next to: any later event is a regression then.
        IssueDecision.ResolveInNextRelease => (
            before.Cleared() with { State = "resolved", ResolvedAt = now, ResolvedInRelease = before.LastRelease, ResolvedInNextRelease = before.LastRelease is not null },
            "resolved", before.LastRelease is { } release ? $"in the next release after {release}" : ""),
        IssueDecision.Ignore => (
            before.Cleared() with
            {
                State = "ignored", IgnoredUntil = details.Until?.Milliseconds(), IgnoredUntilEvents = before.Events + details.MoreEvents,
            },
            "ignored", Until(details)),
        IssueDecision.Assign => (
            before with { AssigneeId = details.AssigneeId }, "assigned", details.AssigneeId is null ? "to nobody" : $"to {details.AssigneeName}"),
        _ => (before.Cleared() with { State = "open" }, "reopened", ""),
    };

    static string Until(DecisionDetails details) => details switch
    {
        { Until: { } until } => $"until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
        { MoreEvents: { } events } => $"until {events} more events",
        _ => "",
    };

    static bool Undo(Connection connection, IssueState current, long? userId, string actor, long now)
    {
        var row = connection.Prepare(
            """
            SELECT id, what, undo_json FROM issue_history
            WHERE project_id = ?1 AND issue_id = ?2 AND undo_json IS NOT NULL AND undone_at IS NULL ORDER BY id DESC LIMIT 1
            """).Bind(1, current.ProjectId).Bind(2, current.Id);
        if (!row.Step())
        {
            return false;
        }

        var (history, what, json) = (row.Int64(0), row.Text(1), row.Text(2));
        row.Reset();
        if (what is "merged" or "split" or "attached")
        {
            if (!IssueRegrouping.Undo(connection, current.Id, what, json, now))
            {
                return false;
            }
        }
        else if (JsonSerializer.Deserialize(json, IssueStateJson.Default.IssueState) is { } before)
        {
            Save(connection, before with { Id = current.Id, ProjectId = current.ProjectId });
        }
        else
        {
            return false;
        }

        connection.Prepare("UPDATE issue_history SET undone_at = ?2 WHERE id = ?1").Bind(1, history).Bind(2, now).Run();
        IssueHistory.Add(connection, current.ProjectId, current.Id, now, "undone", $"“{what}” was taken back", null, userId, actor);
        return true;
    }

    static IssueState? Load(Connection connection, long id)
    {
        var row = connection.Prepare(
            """
            SELECT project_id, state, substate, resolved_at, resolved_in_release, resolved_in_next_release, ignored_until, ignored_until_events,
              regressed_in_release, last_release, assignee_user_id, event_count
            FROM issue WHERE id = ?1 AND merged_into IS NULL
            """).Bind(1, id);
        if (!row.Step())
        {
            return null;
        }

        var state = new IssueState
        {
            Id = id,
            ProjectId = row.Int64(0),
            State = row.Text(1),
            Substate = row.TextOrNull(2),
            ResolvedAt = row.Int64OrNull(3),
            ResolvedInRelease = row.TextOrNull(4),
            ResolvedInNextRelease = row.Bool(5),
            IgnoredUntil = row.Int64OrNull(6),
            IgnoredUntilEvents = row.Int64OrNull(7),
            RegressedInRelease = row.TextOrNull(8),
            LastRelease = row.TextOrNull(9),
            AssigneeId = row.Int64OrNull(10),
            Events = row.Int64(11),
        };
        row.Reset();
        return state;
    }

    static void Save(Connection connection, IssueState state) => connection.Prepare(
        """
        UPDATE issue SET state = ?2, substate = ?3, resolved_at = ?4, resolved_in_release = ?5, resolved_in_next_release = ?6,
          ignored_until = ?7, ignored_until_events = ?8, regressed_in_release = ?9, assignee_user_id = ?10
        WHERE id = ?1
        """)
        .Bind(1, state.Id).Bind(2, state.State).Bind(3, state.Substate).Bind(4, state.ResolvedAt).Bind(5, state.ResolvedInRelease)
        .Bind(6, state.ResolvedInNextRelease).Bind(7, state.IgnoredUntil).Bind(8, state.IgnoredUntilEvents).Bind(9, state.RegressedInRelease).Bind(10, state.AssigneeId)
        .Run();
}
