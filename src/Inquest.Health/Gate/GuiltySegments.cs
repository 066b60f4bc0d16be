namespace Inquest.Health.Gate;

/// <summary>Which of many e-values are rejected with a bounded false discovery rate, whatever their dependence (Wang and Ramdas 2022, e-BH).</summary>
public static class GuiltySegments
{
    /// <returns>One flag for each value: the k largest are rejected, k being the largest number with k·E₍ₖ₎ ≥ m/α.</returns>
    public static bool[] Find(IReadOnlyList<double> logEvidence, double alpha)
    {
        ArgumentNullException.ThrowIfNull(logEvidence);
        var order = Enumerable.Range(0, logEvidence.Count).OrderByDescending(index => logEvidence[index]).ToArray();
        var threshold = Math.Log(logEvidence.Count / alpha);
        var rejected = 0;
        for (var k = 1; k <= order.Length; k++)
        {
            if (Math.Log(k) + logEvidence[order[k - 1]] >= threshold)
            {
                rejected = k;
            }
        }

        var flags = new bool[logEvidence.Count];
        foreach (var index in order.Take(rejected))
        {
            flags[index] = true;
        }

        return flags;
    }
}
