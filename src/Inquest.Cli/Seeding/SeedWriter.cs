using Inquest.Storage;
using Inquest.Storage.Decisions;
using Inquest.Storage.Events;

namespace Inquest.Cli.Seeding;

/// <summary>Writes a plan into a database through the types that the server stores with, so that every counter is right.</summary>
sealed class SeedWriter(Database database, SeedPlan plan, SeedTarget target, ulong seed, Action<int> progress)
{
    /// <summary>Decisions are made when this much of the time has passed: what happens later brings some of them back.</summary>
    const double DecidedAt = 0.7;

    readonly Dictionary<int, SeedIssue> _issues = [];
    readonly int _batch = Math.Clamp(plan.Count / 20, 1, SeedLimits.EventsPerBatchMax);

    public void Write()
    {
        var isDecided = false;
        var (first, last) = (plan.Times[0], plan.Times[^1]);
        var next = Task.Run(() => Prepare(0));
        for (var from = 0; from < plan.Count;)
        {
            // While one batch is written, the next one is made up and packed.
            var events = next.GetAwaiter().GetResult();
            from += events.Length;
            var start = from;
            if (start < plan.Count)
            {
                next = Task.Run(() => Prepare(start));
            }

            var now = plan.Times[from - 1];
            Store(events, now);
            progress(from);
            if (!isDecided && now - first > (last - first) * DecidedAt)
            {
                isDecided = true;
                Decide(every: 4, IssueDecision.ResolveInNextRelease, now);
            }
        }

        Decide(every: 9, IssueDecision.Resolve, last);
        Decide(every: 23, IssueDecision.Ignore, last);
    }

    NewEvent[] Prepare(int from)
    {
        var events = new NewEvent[Math.Min(_batch, plan.Count - from)];
        for (var i = from; i < from + events.Length; i++)
        {
            if (!_issues.ContainsKey(plan.Issues[i]))
            {
                _issues.Add(plan.Issues[i], SeedIssue.Make(plan.Issues[i], seed));
            }
        }

        var (first, span) = (plan.Times[0], Math.Max(1.0, plan.Times[^1] - plan.Times[0]));
        Parallel.For(0, events.Length, i =>
        {
            var at = from + i;
            events[i] = _issues[plan.Issues[at]].Event(at, plan.Times[at], Math.Min(0.999, (plan.Times[at] - first) / span), target, seed);
        });
        return events;
    }

    void Store(NewEvent[] events, long now)
    {
        database.Write(connection =>
        {
            var batch = new EventBatch(connection, DateTimeOffset.FromUnixTimeMilliseconds(now));
            foreach (var stored in events)
            {
                batch.Store(stored);
                batch.Ledger.Add(target.ProjectId, target.KeyId, UnixTime.Hour(stored.ReceivedAt.Milliseconds()), "error", 0, "", 1);
            }

            batch.Flush();
        });
    }

    void Decide(int every, IssueDecision decision, long now)
    {
        var ids = new List<long>();
        using (var reader = database.Read())
        {
            var rows = reader.Prepare("SELECT id FROM issue WHERE project_id = ?1 AND id % ?2 = 0 AND state = 'open'")
                .Bind(1, target.ProjectId).Bind(2, (long)every);
            while (rows.Step())
            {
                ids.Add(rows.Int64(0));
            }
        }

        var decisions = new IssueDecisions(database, new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(now)));
        foreach (var chunk in ids.Chunk(StorageLimits.IssuesPerDecisionMax))
        {
            decisions.Apply(chunk, decision, userId: null, "seed");
        }
    }

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
