namespace Inquest.Health.Gate;

/// <summary>Evidence → ADVANCE, HOLD or HALT.</summary>
/// <remarks>
/// Segments enter as a weighted mean of their e-values, which is an e-value under any dependence (Vovk and Wang 2021), and that mean
/// with the value of all users in the same way. So one threshold, 1/α, covers everything that is looked at, for ever.
/// </remarks>
public static class ReleaseGate
{
    public static GateDecision Judge(GateEvidence evidence, GateRule rule)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(rule);
        var whole = EProcess.LogValueOf(1, rule.Worse, evidence.Bins);
        var segments = evidence.Segments.Take(HealthLimits.MaxSegments)
            .Select(segment => (segment.Name, segment.Weight, Log: EProcess.LogValueOf(1, rule.WorseInSegment, segment.Bins))).ToArray();
        var worse = segments.Length == 0
            ? whole
            : LogMean((rule.WholeWeight, whole), (1 - rule.WholeWeight, LogMean([.. segments.Select(one => (one.Weight, one.Log))])));
        var guilty = GuiltySegments.Find([.. segments.Select(one => one.Log)], rule.Alpha);
        var named = segments.Select((one, index) => new SegmentEvidence(one.Name, one.Log, guilty[index]))
            .OrderByDescending(one => one.LogEvidence).ThenBy(one => one.Name, StringComparer.Ordinal).ToArray();

        var good = evidence.BaselineCrashRate is { } baseline and > 0
            ? EProcess.LogValueOf((baseline + rule.Margin) / baseline, rule.Better, evidence.Bins)
            : 0;
        var exposure = evidence.Bins.Sum(bin => bin.NewExposure);
        var (verdict, reason) = Decide(evidence, rule, worse, whole, good, exposure);
        return new GateDecision(verdict, reason, worse, whole, good, named, exposure, evidence.Bins.Sum(bin => bin.NewCrashed));
    }

    static (GateVerdict Verdict, GateReason Reason) Decide(
        GateEvidence evidence, GateRule rule, double worse, double whole, double good, double exposure)
    {
        var halt = Math.Log(1 / rule.Alpha);
        if (Math.Max(worse, evidence.HighestLogEvidence) >= halt)
        {
            return (GateVerdict.Halt, whole + Math.Log(rule.WholeWeight) >= halt ? GateReason.WorseThanPredecessor
                : worse > whole ? GateReason.WorseInSegment : GateReason.WorseThanPredecessor);
        }

        if (exposure <= 0)
        {
            return (GateVerdict.Hold, GateReason.NoUsers);
        }

        if (evidence.BaselineCrashRate is not > 0)
        {
            return (GateVerdict.Hold, GateReason.NoBaseline);
        }

        if (worse >= Math.Log(rule.HoldEvidence))
        {
            return (GateVerdict.Hold, GateReason.SuspiciousRate);
        }

        if (good >= Math.Log(rule.AdvanceEvidence))
        {
            return (GateVerdict.Advance, GateReason.GoodEnough);
        }

        return (GateVerdict.Hold, evidence.Age >= rule.MaximumAge ? GateReason.TooOld : GateReason.NotEnoughEvidence);
    }

    /// <summary>ln of the weighted mean of values given by their logarithms.</summary>
    static double LogMean(params ReadOnlySpan<(double Weight, double Log)> values)
    {
        var highest = double.NegativeInfinity;
        var weights = 0.0;
        foreach (var (weight, log) in values)
        {
            highest = Math.Max(highest, log);
            weights += weight;
        }

        var sum = 0.0;
        foreach (var (weight, log) in values)
        {
            sum += weight / weights * Math.Exp(log - highest);
        }

        return highest + Math.Log(sum);
    }
}
