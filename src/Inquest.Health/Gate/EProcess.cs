namespace Inquest.Health.Gate;

/// <summary>Evidence against "the crash rate is at most r₀ times the predecessor's", or its mirror, that may be looked at at any time.</summary>
/// <remarks>
/// A report that occurred in bin b comes from the new release with probability θᵣ = r·n₁/(r·n₁ + n₀), n₁ and n₀ being the exposures of
/// that bin. The value is E = Σₖ wₖ Π (θ_{r₀gₖ}/θ_{r₀})^new ((1 − θ_{r₀gₖ})/(1 − θ_{r₀}))^old over all reports. Under every r ≤ r₀ (or ≥ r₀ when
/// all gₖ are below 1) it is a supermartingale that starts at 1, so that P(E ever reaches 1/α) ≤ α (Ville 1939): no number of looks
/// costs anything. Because each report is scored in the bin in which its crash occurred, a delay until the next launch cancels
/// as long as both releases share it. Lindon and Malek 2022; Howard, Ramdas, McAuliffe and Sekhon 2021; Turner, Ly and Grünwald 2024.
/// <para>
/// With x reports in a bin the logarithm of one product is X₁·ln g − Σ x·ln((r₀·g·n₁ + n₀)/(r₀·n₁ + n₀)), which is what is added up here.
/// </para>
/// </remarks>
public sealed class EProcess
{
    readonly double _ratio;
    readonly IReadOnlyList<RateRatio> _alternatives;
    readonly double[] _logs;

    /// <param name="ratio">r₀ of the null hypothesis.</param>
    /// <param name="alternatives">All above 1, or all below 1; weights add up to 1.</param>
    public EProcess(double ratio, IReadOnlyList<RateRatio> alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        if (alternatives.Count == 0 || alternatives.Any(one => !(one.Ratio > 0) || !(one.Weight > 0))
            || Math.Abs(alternatives.Sum(one => one.Weight) - 1) > 1e-9
            || !(alternatives.All(one => one.Ratio > 1) || alternatives.All(one => one.Ratio < 1)))
        {
            throw new ArgumentException("Alternatives need positive weights that add up to 1 and ratios on one side of 1.", nameof(alternatives));
        }

        _ratio = ratio;
        _alternatives = alternatives;
        _logs = new double[alternatives.Count];
    }

    /// <summary>ln E. 0 at the start; cannot overflow.</summary>
    public double LogValue
    {
        get
        {
            var highest = double.NegativeInfinity;
            for (var k = 0; k < _logs.Length; k++)
            {
                highest = Math.Max(highest, _logs[k] + Math.Log(_alternatives[k].Weight));
            }

            var sum = 0.0;
            for (var k = 0; k < _logs.Length; k++)
            {
                sum += Math.Exp(_logs[k] + Math.Log(_alternatives[k].Weight) - highest);
            }

            return highest + Math.Log(sum);
        }
    }

    /// <summary>Adds reports; those of one bin may come in several calls, as they arrive.</summary>
    /// <remarks>A bin in which one of the two releases had no users says nothing about their ratio and is left out.</remarks>
    public void Add(in ReportBin bin)
    {
        if (!(bin.NewExposure > 0) || !(bin.OldExposure > 0) || !double.IsFinite(bin.NewExposure + bin.OldExposure)
            || bin.NewCrashed < 0 || bin.OldCrashed < 0)
        {
            return;
        }

        var reports = bin.NewCrashed + bin.OldCrashed;
        if (reports == 0)
        {
            return;
        }

        var expected = (_ratio * bin.NewExposure) + bin.OldExposure;
        for (var k = 0; k < _logs.Length; k++)
        {
            var g = _alternatives[k].Ratio;
            _logs[k] += (bin.NewCrashed * Math.Log(g)) - (reports * Math.Log(((_ratio * g * bin.NewExposure) + bin.OldExposure) / expected));
        }
    }

    public static double LogValueOf(double ratio, IReadOnlyList<RateRatio> alternatives, IEnumerable<ReportBin> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var process = new EProcess(ratio, alternatives);
        foreach (var bin in bins)
        {
            process.Add(bin);
        }

        return process.LogValue;
    }
}
