namespace Inquest.Bench.Gate;

/// <summary>Random draws; seeded, so that a table can be made again.</summary>
sealed class Draw(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>Binomial(n, p): by inversion where few are expected, by the normal law where many are.</summary>
    public int Binomial(int n, double p)
    {
        if (n <= 0 || p <= 0)
        {
            return 0;
        }

        var mean = n * p;
        if (mean > 200)
        {
            var drawn = mean + (Math.Sqrt(mean * (1 - p)) * Normal());
            return (int)Math.Clamp(Math.Round(drawn), 0, n);
        }

        // Inversion from 0 upwards; (1-p)^n does not underflow below a mean of 700.
        var ratio = p / (1 - p);
        var probability = Math.Pow(1 - p, n);
        var u = _random.NextDouble();
        var k = 0;
        while (u > probability && k < n)
        {
            u -= probability;
            probability *= ratio * (n - k) / (k + 1);
            k++;
        }

        return k;
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    public bool Chance(double p) => _random.NextDouble() < p;

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
