namespace Inquest.Bench.Grouping;

/// <summary>How well groups agree with labels.</summary>
/// <param name="Precision">B-cubed: of the crashes in a crash's group, the share that is of its bug.</param>
/// <param name="Recall">B-cubed: of the crashes of a crash's bug, the share that is in its group.</param>
/// <param name="PairF1">F1 over pairs of crashes.</param>
/// <param name="FalseNew">Share of crashes of a known bug that open a new group.</param>
/// <param name="Hidden">Share of new bugs that begin in an old group.</param>
/// <param name="Groups">How many groups there are.</param>
sealed record Measures(double Precision, double Recall, double PairF1, double FalseNew, double Hidden, int Groups)
{
    public double F => 2 * Precision * Recall / (Precision + Recall);

    /// <param name="labels">In the order of time.</param>
    /// <param name="keys">The group of each.</param>
    /// <param name="from">Crashes before this one were there to learn from and are not counted.</param>
    public static Measures Of(IReadOnlyList<string> labels, IReadOnlyList<string> keys, int from = 0)
    {
        var pairs = Enumerable.Range(from, labels.Count - from).Select(i => (Label: labels[i], Key: keys[i])).ToList();
        var both = pairs.CountBy(pair => pair).ToDictionary(pair => pair.Key, pair => pair.Value);
        var byKey = pairs.CountBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var byLabel = pairs.CountBy(pair => pair.Label).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        double n = pairs.Count, precision = 0, recall = 0;
        foreach (var (pair, count) in both)
        {
            precision += (double)count * count / byKey[pair.Key];
            recall += (double)count * count / byLabel[pair.Label];
        }

        double right = both.Values.Sum(Pairs), found = byKey.Values.Sum(Pairs), wanted = byLabel.Values.Sum(Pairs);
        var (falseNew, hidden) = Stream(labels, keys, from);
        return new(precision / n, recall / n, 2 * right / (found + wanted), falseNew, hidden, byKey.Count);
    }

    static (double FalseNew, double Hidden) Stream(IReadOnlyList<string> labels, IReadOnlyList<string> keys, int from)
    {
        var (seenLabels, seenKeys) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        double known = 0, falseNew = 0, fresh = 0, hidden = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            var (isKnown, isOld) = (!seenLabels.Add(labels[i]), !seenKeys.Add(keys[i]));
            if (i < from)
            {
                continue;
            }

            known += isKnown ? 1 : 0;
            falseNew += isKnown && !isOld ? 1 : 0;
            fresh += isKnown ? 0 : 1;
            hidden += !isKnown && isOld ? 1 : 0;
        }

        return (falseNew / Math.Max(1, known), hidden / Math.Max(1, fresh));
    }

    static double Pairs(int count) => count * (count - 1.0) / 2;
}
