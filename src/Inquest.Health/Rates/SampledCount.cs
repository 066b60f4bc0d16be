namespace Inquest.Health.Rates;

/// <summary>Adds up reports that were kept with known probabilities (Horvitz and Thompson 1952).</summary>
/// <remarks>
/// Crashes and sessions that were sampled with different probabilities cannot be divided by each other as they are: sessions
/// kept at 10 % under crashes that are all kept turn 99.4 % into 94 %. Each is first brought back to what it stands for.
/// </remarks>
public sealed class SampledCount
{
    double _weights;
    double _squares;

    /// <summary>Estimate of the number before sampling.</summary>
    public double Total => _weights;

    /// <summary>Reports that are really there.</summary>
    public long Kept { get; private set; }

    /// <summary>Kish's effective size: (Σw)²/Σw².</summary>
    public double EffectiveSize => _squares > 0 ? _weights * _weights / _squares : 0;

    /// <param name="count">Reports of one class.</param>
    /// <param name="probability">With which each of them was kept, above 0 and at most 1.</param>
    public void Add(long count, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var weight = 1 / probability;
        Kept += count;
        _weights += count * weight;
        _squares += count * weight * weight;
    }

    public static CrashFreeRate Rate(SampledCount crashed, SampledCount all)
    {
        ArgumentNullException.ThrowIfNull(crashed);
        ArgumentNullException.ThrowIfNull(all);
        // The rarer side decides the uncertainty: few kept crashes leave the rate unsure however many sessions there are.
        var shrink = crashed.Kept > 0 ? Math.Min(1, crashed.EffectiveSize / crashed.Total) : 1;
        return new CrashFreeRate(Math.Min(crashed.Total, all.Total), all.Total, Math.Min(all.EffectiveSize, all.Total * shrink));
    }
}
