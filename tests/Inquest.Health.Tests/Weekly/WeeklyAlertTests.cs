using Inquest.Health.Weekly;

namespace Inquest.Health.Tests.Weekly;

public sealed class WeeklyAlertTests
{
    const int Warmup = 28 * 9;
    const double Dispersion = 5;

    /// <summary>The table of the design: plain 285, 191 and 56 false alarms a year, robust about 0.3, at 20, 100 and 500 events a day.</summary>
    [Theory]
    [InlineData(20, 285)]
    [InlineData(100, 191)]
    [InlineData(500, 56)]
    public void Replayed_years_without_a_change_alarm_as_rarely_as_promised(int mean, double plain)
    {
        const int years = 15;
        var random = new Random(mean);
        var (plainAlarms, robustAlarms) = (0, 0);
        for (var year = 0; year < years; year++)
        {
            var days = new List<long>();
            for (var day = 0; day < Warmup + 365; day++)
            {
                // Weekends have a third less.
                days.Add(Noisy(random, day % 7 >= 5 ? mean * 0.75 : mean * 1.1));
                if (day >= Warmup)
                {
                    plainAlarms += days[^8] == 0 || Math.Abs((days[^1] / (double)days[^8]) - 1) > 0.20 ? 1 : 0;
                    robustAlarms += WeeklyAlert.Judge(days)!.IsAlert ? 1 : 0;
                }
            }
        }

        Assert.InRange(plainAlarms / (double)years, plain * 0.8, plain * 1.2);
        Assert.InRange(robustAlarms / (double)years, 0, 1);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(500)]
    public void A_stop_is_noticed(int mean)
    {
        var random = new Random(3);
        var days = Enumerable.Range(0, Warmup).Select(_ => Noisy(random, mean)).ToList();
        var alarmed = 0;
        while (alarmed == 0 && days.Count < Warmup + 30)
        {
            days.Add(Noisy(random, mean * 0.3));
            alarmed = WeeklyAlert.Judge(days)!.IsAlert ? days.Count - Warmup : 0;
        }

        Assert.InRange(alarmed, 1, mean == 20 ? 21 : 5);
    }

    [Fact]
    public void Both_numbers_are_told_and_a_young_project_is_not_judged()
    {
        Assert.Null(WeeklyAlert.Judge([]));
        Assert.Null(WeeklyAlert.Judge([.. Enumerable.Repeat(100L, 21)]));
        var steady = WeeklyAlert.Judge([.. Enumerable.Repeat(1_000L, 60)])!;
        Assert.Equal((1_000, 1_000, 0, 1, false), (steady.Value, steady.Expected, steady.Change, steady.WindowDays, steady.IsAlert));
        Assert.Equal(1, steady.Chance, 6);
        var doubled = WeeklyAlert.Judge([.. Enumerable.Repeat(1_000L, 60), 2_000L])!;
        Assert.Equal((1, true), (doubled.Change, doubled.IsAlert));
        Assert.InRange(doubled.Chance, 0, 1e-9);
        Assert.False(WeeklyAlert.Judge([.. Enumerable.Repeat(0L, 100)])!.IsAlert);
    }

    /// <summary>Counts whose variance is five times their mean: a gamma-distributed rate, and counts of it.</summary>
    static long Noisy(Random random, double mean)
    {
        var rate = Gamma(random, mean / (Dispersion - 1)) * (Dispersion - 1);
        // Poisson by its exponential gaps; in pieces, since e^-500 is no number.
        var (count, left) = (0L, rate);
        while (true)
        {
            left += Math.Log(1 - random.NextDouble());
            if (left <= 0)
            {
                return count;
            }

            count++;
        }
    }

    /// <summary>Marsaglia and Tsang 2000; shapes below one by way of the next.</summary>
    static double Gamma(Random random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var (d, c) = (shape - (1.0 / 3), 1 / Math.Sqrt(9 * (shape - (1.0 / 3))));
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
