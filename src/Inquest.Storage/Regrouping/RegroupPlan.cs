using Inquest.Grouping;
using Inquest.Storage.Decisions;

namespace Inquest.Storage.Regrouping;

/// <summary>Which keys a rule set gives to stored events, and which issue each key leads to. Gathered event by event, then decided.</summary>
/// <remarks>
/// A key that is known leads where it led. A new one leads to the issue that most of its events come from, if this is where most events
/// of one of that issue's keys go; so an issue keeps its address when its key changes. What is split off becomes an issue of its own.
/// </remarks>
sealed class RegroupPlan
{
    /// <summary>Stands for an issue that is still to be made.</summary>
    public const long NewIssue = 0;

    readonly Dictionary<(long Issue, FingerprintId Old), Dictionary<string, Flow>> _flows = [];
    readonly Dictionary<string, long> _targets = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _signatures = new(StringComparer.Ordinal);

    public long LookedAt { get; private set; }

    /// <summary>Each new key with its issue.</summary>
    public IReadOnlyDictionary<string, long> Targets => _targets;

    public IEnumerable<(long Issue, FingerprintId Old, string Key, Flow Flow)> Flows =>
        _flows.SelectMany(source => source.Value.Select(flow => (source.Key.Issue, source.Key.Old, flow.Key, flow.Value)));

    public string Signature(string key) => _signatures.GetValueOrDefault(key) ?? "";

    public void Add(RegroupedEvent one)
    {
        LookedAt++;
        if (!_flows.TryGetValue((one.IssueId, one.Old), out var to))
        {
            _flows.Add((one.IssueId, one.Old), to = new(StringComparer.Ordinal));
        }

        if (!to.TryGetValue(one.New.Key, out var flow))
        {
            to.Add(one.New.Key, flow = new() { Decision = one.New });
            _signatures.TryAdd(one.New.Key, one.New.Signature);
        }

        flow.Count++;
        flow.LastAt = Math.Max(flow.LastAt, one.Timestamp);
        flow.Last = one.Row;
        if (flow.Examples.Count < StorageLimits.ExamplesPerMove)
        {
            flow.Examples.Add(one.Row);
        }
    }

    /// <param name="known">The issue that a key of the current version leads to; null when it leads nowhere.</param>
    public void Decide(Func<string, long?> known)
    {
        var sources = Flows.GroupBy(flow => flow.Key, StringComparer.Ordinal);
        foreach (var source in sources.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            _targets[source.Key] = known(source.Key) ?? Majority([.. source]);
        }
    }

    long Majority(List<(long Issue, FingerprintId Old, string Key, Flow Flow)> sources)
    {
        var primary = sources.Where(source => _flows[(source.Issue, source.Old)].MaxBy(flow => (flow.Value.Count, flow.Key)).Key == source.Key)
            .GroupBy(source => source.Issue).Select(group => (Issue: group.Key, Count: group.Sum(source => source.Flow.Count))).ToList();
        return primary.Count == 0 ? NewIssue : primary.OrderByDescending(one => one.Count).ThenBy(one => one.Issue).First().Issue;
    }

    /// <summary>Events that go from one key of one issue to one key.</summary>
    internal sealed class Flow
    {
        public required KeyDecision Decision { get; init; }

        public long Count { get; set; }

        public long LastAt { get; set; }

        public long Last { get; set; }

        public List<long> Examples { get; } = [];
    }
}
