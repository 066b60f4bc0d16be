namespace Inquest.Health.Gate;

/// <summary>How much riskier the users of a release are by its age, learnt from the predecessor's own rollout.</summary>
/// <remarks>
/// Those who update first crash more, whatever they update to. Compared with everybody who stays behind, a healthy release looks bad in
/// its first hours; compared with the predecessor's first hours it does not. A randomised hold-out makes the correction needless.
/// </remarks>
public sealed class AdoptionCurve
{
    readonly TimeSpan[] _ages;
    readonly double[] _ratios;

    /// <param name="points">Age of the release → crash rate over the rate of the settled release; in any order.</param>
    public AdoptionCurve(IEnumerable<(TimeSpan Age, double Ratio)> points)
    {
        var sorted = points.OrderBy(point => point.Age).ToArray();
        if (sorted.Any(point => !(point.Ratio > 0) || !double.IsFinite(point.Ratio)))
        {
            throw new ArgumentException("A ratio of rates is positive and finite.", nameof(points));
        }

        _ages = [.. sorted.Select(point => point.Age)];
        _ratios = [.. sorted.Select(point => point.Ratio)];
    }

    /// <summary>No correction.</summary>
    public static AdoptionCurve Flat { get; } = new([]);

    /// <summary>The ratio at an age, linear between points and constant beyond them.</summary>
    public double At(TimeSpan age)
    {
        if (_ages.Length == 0)
        {
            return 1;
        }

        var index = Array.BinarySearch(_ages, age);
        if (index >= 0)
        {
            return _ratios[index];
        }

        index = ~index;
        if (index == 0 || index == _ages.Length)
        {
            return _ratios[Math.Min(index, _ratios.Length - 1)];
        }

        var share = (age - _ages[index - 1]) / (_ages[index] - _ages[index - 1]);
        return _ratios[index - 1] + (share * (_ratios[index] - _ratios[index - 1]));
    }

    /// <summary>Exposure of <paramref name="users"/> in users of a settled release.</summary>
    public double Exposure(double users, TimeSpan age) => users * At(age);
}
