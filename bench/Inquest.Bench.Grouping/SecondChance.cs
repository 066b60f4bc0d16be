using Inquest.Grouping;
using Inquest.Grouping.Similarity;

namespace Inquest.Bench.Grouping;

/// <summary>The stream as the server groups it: by key, and on a miss by the nearest known stack.</summary>
sealed class SecondChance(double threshold)
{
    readonly SimilarityIndex _index = new();
    readonly Dictionary<string, long> _groups = new(StringComparer.Ordinal);
    long _last;

    /// <summary>Crashes that went to a group by their likeness.</summary>
    public int Attached { get; private set; }

    // A function that nobody has seen, before one that is known to be a bug's.
    long? Behind(LabelledCrash crash)
    {
        var decision = Grouper.Decide(crash.Stack);
        return Grouper.DecideWithoutInnermost(crash.Stack, decision) is { } behind && !_index.Knows(StackTerms.IdOf(decision.Parts[^1].Frame, crash.Report.Platform))
            && _groups.TryGetValue(behind.Key, out var known) ? known : null;
    }

    public string Next(LabelledCrash crash)
    {
        var key = Grouper.Decide(crash.Stack).Key;
        if (!_groups.TryGetValue(key, out var group))
        {
            var terms = StackTerms.Of(crash.Stack);
            var near = SecondChanceGate.MayAsk(crash.Stack) ? _index.Find(terms, threshold)?.Issue ?? Behind(crash) : null;
            Attached += near is null ? 0 : 1;
            group = near ?? ++_last;
            _groups.Add(key, group);
            _index.Add(group, terms);
        }

        return group.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
