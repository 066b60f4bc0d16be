namespace Inquest.Health.Weekly;

/// <summary>Week over week, robustly: a plain line at ±20 % calls a small project out on most days for nothing.</summary>
/// <remarks>
/// The window that ends with the judged day is held against the same windows of the weeks before, without the highest and the lowest.
/// Differences are taken on the scale 2√(x + 3/8), on which counts have about the same noise whatever their size (Anscombe 1948), widened by
/// the dispersion that the last eight weeks showed. An alert wants a change beyond the line and one that noise makes rarely.
/// </remarks>
public static class WeeklyAlert
{
    // Fewer weeks than this say nothing about what is usual.
    const int WeeksMin = 3;

    /// <param name="days">Counts of whole days, oldest first; the last one is judged.</param>
    /// <returns>Null while there is too little history.</returns>
    public static WeeklyVerdict? Judge(IReadOnlyList<long> days, WeeklyRule? rule = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        rule ??= WeeklyRule.Default;
        if (Earlier(days, 1, rule) is not { Count: >= WeeksMin } daily)
        {
            return null;
        }

        var usual = TrimmedMean(daily);
        var window = usual <= 0 ? 1 : (int)Math.Clamp(Math.Ceiling(rule.ExpectedMin / usual), 1, rule.WindowDaysMax);
        var before = Earlier(days, window, rule);
        while (before.Count < WeeksMin)
        {
            // Too young for the width that it should have: as wide as its history allows.
            before = Earlier(days, --window, rule);
        }

        var (value, expected) = ((double)Sum(days, days.Count, window), TrimmedMean(before));
        var dispersion = Dispersion(days, rule);
        var used = before.Count >= 5 ? before.Count - 2 : before.Count;
        var z = (Anscombe(value) - Anscombe(expected)) / Math.Sqrt(dispersion * (1 + (1.0 / used)));
        var change = expected > 0 ? (value / expected) - 1 : value > 0 ? double.PositiveInfinity : 0;
        var chance = TwoSided(z);
        return new WeeklyVerdict(value, expected, change, chance, window, dispersion, Math.Abs(change) > rule.Change && chance < rule.Chance);
    }

    /// <summary>The same windows of earlier weeks, whole weeks back so that weekdays meet their like.</summary>
    static List<double> Earlier(IReadOnlyList<long> days, int window, WeeklyRule rule)
    {
        var step = 7 * ((window + 6) / 7);
        var values = new List<double>(rule.Weeks);
        for (var back = 1; back <= rule.Weeks && days.Count - (back * step) >= window; back++)
        {
            values.Add(Sum(days, days.Count - (back * step), window));
        }

        return values;
    }

    static long Sum(IReadOnlyList<long> days, int end, int window)
    {
        var sum = 0L;
        for (var i = end - window; i < end; i++)
        {
            sum += days[i];
        }

        return sum;
    }

    static double TrimmedMean(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count >= 5 ? sorted.Skip(1).SkipLast(1).Average() : sorted.Average();
    }

    /// <summary>Pearson's: squares of what days of one weekday differ by, over their mean; the judged day is not among them.</summary>
    static double Dispersion(IReadOnlyList<long> days, WeeklyRule rule)
    {
        var (squares, freedom) = (0.0, 0);
        for (var weekday = 0; weekday < 7; weekday++)
        {
            var same = new List<double>();
            for (var at = days.Count - 2 - weekday; at >= 0 && same.Count < rule.Weeks; at -= 7)
            {
                same.Add(days[at]);
            }

            var mean = same.Count == 0 ? 0 : same.Average();
            if (same.Count > 1 && mean > 0)
            {
                squares += same.Sum(value => (value - mean) * (value - mean)) / mean;
                freedom += same.Count - 1;
            }
        }

        return freedom == 0 ? 1 : Math.Max(1, squares / freedom);
    }

    static double Anscombe(double count) => 2 * Math.Sqrt(count + 0.375);

    /// <summary>erfc(|z|/√2), to seven digits: the continued fraction of the tail, and the series near zero.</summary>
    static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        if (x > 26)
        {
            return 0;
        }

        if (x < 2)
        {
            // erf x = 2/√π Σ (-1)^n x^(2n+1) / (n! (2n+1)).
            var (term, sum) = (x, x);
            for (var n = 1; n < 60; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * sum);
        }

        // erfc x = e^(-x²)/(x√π) · 1/(1 + v/(1 + 2v/(1 + 3v/…))), v = 1/(2x²).
        var fraction = 1.0;
        for (var n = 60; n > 0; n--)
        {
            fraction = 1 + (n / (2 * x * x) / fraction);
        }

        return Math.Exp(-x * x) / (x * Math.Sqrt(Math.PI)) / fraction;
    }
}
