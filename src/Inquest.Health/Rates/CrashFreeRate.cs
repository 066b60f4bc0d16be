namespace Inquest.Health.Rates;

/// <summary>The share of users, or of sessions, that did not crash: never shown without what it was made from.</summary>
/// <param name="Crashed">Numerator of the complement, weighted by 1/π where reports were sampled with probability π.</param>
/// <param name="Total">Denominator, weighted in the same way.</param>
/// <param name="EffectiveTotal">
/// Size of an unsampled sample with the same uncertainty (Kish 1965, §8.2: (Σw)²/Σw²); equal to <paramref name="Total"/> without sampling.
/// </param>
public readonly record struct CrashFreeRate(double Crashed, double Total, double EffectiveTotal)
{
    /// <summary>z of the two-sided 95 % interval.</summary>
    const double Z95 = 1.959963984540054;

    public static CrashFreeRate Counted(long crashed, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(crashed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(crashed, total);
        return new CrashFreeRate(crashed, total, total);
    }

    /// <summary>0…1, or null when nobody was there: no data is not 100 %.</summary>
    public double? Value => Total > 0 ? 1 - (Crashed / Total) : null;

    /// <summary>95 % interval after Wilson (1927), which stays inside 0…1 and holds for rates near 1; null without data.</summary>
    public Interval? Interval
    {
        get
        {
            if (Value is not { } rate || EffectiveTotal <= 0)
            {
                return null;
            }

            var z2 = Z95 * Z95;
            var scale = 1 / (1 + (z2 / EffectiveTotal));
            var centre = scale * (rate + (z2 / (2 * EffectiveTotal)));
            var half = scale * Z95 * Math.Sqrt((rate * (1 - rate) / EffectiveTotal) + (z2 / (4 * EffectiveTotal * EffectiveTotal)));
            return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }
}
