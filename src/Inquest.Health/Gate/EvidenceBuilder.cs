namespace Inquest.Health.Gate;

/// <summary>Hours of two releases → the evidence that a gate judges.</summary>
public static class EvidenceBuilder
{
    /// <summary>Ages (hours) between which an adoption curve has its points: finer where it moves most.</summary>
    static readonly int[] AgeSteps = [0, 6, 12, 24, 48, 96, 168];

    /// <summary>Crashes by which a ratio is drawn towards 1: a curve of five crashes is noise.</summary>
    const double CurvePrior = 20;

    public static GateEvidence Build(GateHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var bins = new SortedDictionary<(long Segment, long Hour), ReportBin>();
        foreach (var hour in history.New)
        {
            var age = TimeSpan.FromHours(Math.Max(0, hour.Hour - history.Start));
            var exposure = history.Curve.Exposure(hour.Users, age);
            var bin = bins.GetValueOrDefault((hour.Segment, hour.Hour));
            bins[(hour.Segment, hour.Hour)] = bin with { NewExposure = bin.NewExposure + exposure, NewCrashed = bin.NewCrashed + hour.Crashed };
        }

        foreach (var hour in history.Old)
        {
            var bin = bins.GetValueOrDefault((hour.Segment, hour.Hour));
            bins[(hour.Segment, hour.Hour)] = bin with { OldExposure = bin.OldExposure + hour.Users, OldCrashed = bin.OldCrashed + hour.Crashed };
        }

        var bySegment = bins.Where(bin => bin.Key.Hour >= history.Start).ToLookup(bin => bin.Key.Segment, bin => bin.Value);
        return new GateEvidence
        {
            Bins = Condense(bySegment[0]),
            Segments = [.. history.Segments.Where(segment => segment.Value.Weight > 0).OrderBy(segment => segment.Key).Select(
                segment => new SegmentBins(segment.Value.Name, segment.Value.Weight, Condense(bySegment[segment.Key])))],
            BaselineCrashRate = history.OldDays.Users > 0 ? (history.OldDays.Crashed + .5) / (history.OldDays.Users + 1) : null,
            Age = TimeSpan.FromHours(Math.Max(0, history.Now - history.Start)),
            HighestLogEvidence = history.Highest,
        };
    }

    /// <summary>How much riskier the predecessor's own first users were, from its own first week. Never below 1.</summary>
    /// <remarks>
    /// A ratio below 1 would make the new release look worse than it is, so noise on that side is not believed. Too few crashes give no
    /// correction.
    /// </remarks>
    /// <param name="life">The predecessor's hours, everybody, from its first one on.</param>
    /// <param name="settled">Crashes over users in an hour, of its settled time.</param>
    public static AdoptionCurve CurveOf(IReadOnlyList<HourUsers> life, double settled)
    {
        ArgumentNullException.ThrowIfNull(life);
        if (life.Count == 0 || !(settled > 0))
        {
            return AdoptionCurve.Flat;
        }

        var first = life.Min(hour => hour.Hour);
        var points = new List<(TimeSpan, double)>();
        for (var i = 0; i + 1 < AgeSteps.Length; i++)
        {
            var (users, crashed) = (0L, 0L);
            foreach (var hour in life.Where(hour => hour.Hour - first >= AgeSteps[i] && hour.Hour - first < AgeSteps[i + 1]))
            {
                users += hour.Users;
                crashed += hour.Crashed;
            }

            var ratio = (crashed + CurvePrior) / ((users * settled) + CurvePrior);
            points.Add((TimeSpan.FromHours((AgeSteps[i] + AgeSteps[i + 1]) / 2.0), Math.Clamp(ratio, 1, 4)));
        }

        points.Add((TimeSpan.FromHours(AgeSteps[^1]), 1));
        return new AdoptionCurve(points);
    }

    // Hours without a crash say how many users there were and nothing else: one bin holds them all.
    static List<ReportBin> Condense(IEnumerable<ReportBin> bins)
    {
        var condensed = new List<ReportBin>();
        var quiet = default(ReportBin);
        foreach (var bin in bins)
        {
            if (bin.NewCrashed + bin.OldCrashed > 0)
            {
                condensed.Add(bin);
            }
            else
            {
                quiet = quiet with { NewExposure = quiet.NewExposure + bin.NewExposure, OldExposure = quiet.OldExposure + bin.OldExposure };
            }
        }

        if (quiet.NewExposure + quiet.OldExposure > 0)
        {
            condensed.Add(quiet);
        }

        return condensed;
    }
}
