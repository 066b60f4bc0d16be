using Inquest.Grouping;
using Inquest.Grouping.Rules;

namespace Inquest.Storage.Regrouping;

/// <summary>Looks what a rule set would do: the same plan that applying it follows, and nothing written.</summary>
public sealed class Regrouper(Database database)
{
    /// <param name="projectId">Whose events.</param>
    /// <param name="rules">The rule set to try.</param>
    /// <param name="since">Events received since then (Unix milliseconds).</param>
    /// <param name="cancellation">Ends it early.</param>
    public RegroupPreview Preview(long projectId, RuleSet rules, long since, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var plan = Plan(projectId, rules, since, null, cancellation);
        using var reader = database.Read();
        var names = new IssueNames(reader.Connection);
        var moves = plan.Flows.Select(flow => (flow.Issue, To: plan.Targets[flow.Key], flow.Key, flow.Flow)).Where(move => move.Issue != move.To).ToList();
        var stays = plan.Flows.Where(flow => plan.Targets[flow.Key] == flow.Issue).Select(flow => flow.Issue).ToHashSet();
        var leaving = moves.Select(move => move.Issue).ToHashSet();
        var merged = leaving.Count(issue => !stays.Contains(issue) && names.EventCount(issue) == moves.Where(move => move.Issue == issue).Sum(move => move.Flow.Count));
        var changes = moves.GroupBy(move => (move.Issue, move.To, Key: move.To == RegroupPlan.NewIssue ? move.Key : "")).OrderByDescending(group => group.Sum(move => move.Flow.Count)).ToList();
        var failed = FailedPins(reader.Connection, projectId, rules, plan, names);
        return new()
        {
            LookedAt = plan.LookedAt,
            Moved = moves.Sum(move => move.Flow.Count),
            Merged = merged,
            Split = leaving.Count - merged,
            Created = plan.Targets.Count(target => target.Value == RegroupPlan.NewIssue),
            Reopened = moves.Where(move => move.To != RegroupPlan.NewIssue && names.ResolvedAt(move.To) is { } at && move.Flow.LastAt > at).Select(move => move.To).Distinct().Count(),
            ChangeCount = changes.Count,
            Changes =
            [
                .. changes.Take(StorageLimits.ChangesShown).Select(group => new RegroupChange(
                    names.ShortId(group.Key.Issue), names.Title(group.Key.Issue),
                    group.Key.To == RegroupPlan.NewIssue ? null : names.ShortId(group.Key.To), group.Key.To == RegroupPlan.NewIssue ? null : names.Title(group.Key.To),
                    group.Sum(move => move.Flow.Count), !stays.Contains(group.Key.Issue), group.First().Flow.Decision.Signature, Words(group.First().Flow.Decision),
                    [.. group.SelectMany(move => move.Flow.Examples).Take(StorageLimits.ExamplesPerMove).Select(names.EventId)])),
            ],
            PinCount = rules.Pins.Count,
            FailedPins = failed,
        };
    }

    internal RegroupPlan Plan(long projectId, RuleSet rules, long since, Action<long>? progress, CancellationToken cancellation)
    {
        var plan = new RegroupPlan();
        var last = 0L;
        while (!cancellation.IsCancellationRequested)
        {
            // A reader for each chunk, so that a long look does not keep the log from being folded back.
            using var reader = database.Read();
            if (StoredStacks.Next(reader.Connection, projectId, last, since, rules, out last) is not { } chunk)
            {
                break;
            }

            foreach (var one in chunk)
            {
                plan.Add(one);
            }

            progress?.Invoke(plan.LookedAt);
        }

        using var lookup = database.Read();
        plan.Decide(key => Known(lookup.Connection, projectId, key));
        return plan;
    }

    internal static long? Known(Connection connection, long projectId, string key) =>
        connection.Prepare("SELECT issue_id FROM issue_fingerprint WHERE project_id = ?1 AND version = ?2 AND fingerprint = ?3")
            .Bind(1, projectId).Bind(2, (long)Grouper.CurrentVersion).Bind(3, key).Scalar();

    static string Words(KeyDecision decision) => decision.Ruled is { } ruled ? $"{decision.Explanation} {ruled}" : decision.Explanation;

    static List<FailedPin> FailedPins(Connection connection, long projectId, RuleSet rules, RegroupPlan plan, IssueNames names)
    {
        var failed = new List<FailedPin>();
        foreach (var pin in rules.Pins)
        {
            var row = connection.Prepare("SELECT id FROM event WHERE project_id = ?1 AND event_id = ?2").Bind(1, projectId).Bind(2, Convert.FromHexString(pin.EventId)).Scalar();
            if (row is not { } at || StoredStacks.Next(connection, projectId, at - 1, 0, rules, out _) is not [var one, ..] || one.Row != at)
            {
                failed.Add(new(pin.Line, pin.EventId, pin.Issue, null, "no such event is stored"));
                continue;
            }

            var target = plan.Targets.TryGetValue(one.New.Key, out var planned) ? planned : Known(connection, projectId, one.New.Key) ?? one.IssueId;
            var got = target == RegroupPlan.NewIssue ? null : names.ShortId(target);
            if (!string.Equals(got, pin.Issue, StringComparison.OrdinalIgnoreCase))
            {
                failed.Add(new(pin.Line, pin.EventId, pin.Issue, got, got is null ? "it would become an issue of its own" : $"it would be in {got}"));
            }
        }

        return failed;
    }
}
