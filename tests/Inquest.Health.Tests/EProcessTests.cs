using CsCheck;
using Inquest.Health.Gate;

namespace Inquest.Health.Tests;

public sealed class EProcessTests
{
    static readonly Gen<ReportBin> SomeBin = Gen.Select(Gen.Double[1, 5000], Gen.Double[1, 5000], Gen.Int[0, 6], Gen.Int[0, 6])
        .Select((n1, n0, x1, x0) => new ReportBin(n1, n0, x1, x0));

    [Fact]
    public void Starts_at_one() => Assert.Equal(0, new EProcess(1, RateRatio.Worse).LogValue, 12);

    /// <summary>The definition itself, product by product in 28 decimal digits, without the cancellation that the code relies on.</summary>
    [Fact]
    public void Is_the_mixture_of_likelihood_ratios_that_the_definition_says() =>
        Gen.Select(SomeBin.Array[1, 8], Gen.Double[.5, 3]).Sample((bins, ratio) =>
        {
            var expected = 0m;
            foreach (var (g, weight) in RateRatio.Worse)
            {
                var product = 1m;
                foreach (var bin in bins)
                {
                    var under = Theta(ratio, bin);
                    var against = Theta(ratio * g, bin);
                    product *= Power(against / under, bin.NewCrashed) * Power((1 - against) / (1 - under), bin.OldCrashed);
                }

                expected += (decimal)weight * product;
            }

            Assert.Equal(Math.Log((double)expected), EProcess.LogValueOf(ratio, RateRatio.Worse, bins), 6);
        });

    [Fact]
    public void Does_not_depend_on_the_order_in_which_reports_come() => SomeBin.Array[2, 10].Sample(bins =>
    {
        var late = bins.Reverse().SelectMany(bin => new[] { bin with { NewCrashed = 0 }, bin with { OldCrashed = 0 } });
        Assert.Equal(EProcess.LogValueOf(1, RateRatio.Worse, bins), EProcess.LogValueOf(1, RateRatio.Worse, late), 9);
    });

    [Fact]
    public void A_change_that_hits_both_releases_says_nothing_about_their_ratio()
    {
        var calm = new EProcess(1, RateRatio.Worse);
        var shocked = new EProcess(1, RateRatio.Worse);
        calm.Add(new ReportBin(1000, 1000, 2, 2));
        shocked.Add(new ReportBin(1000, 1000, 200, 200));
        Assert.True(shocked.LogValue < calm.LogValue, "many crashes on both sides are evidence for equality");
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    [InlineData(double.NaN, 100)]
    [InlineData(double.PositiveInfinity, 100)]
    [InlineData(-5, 100)]
    public void A_bin_that_cannot_be_compared_is_left_out(double newUsers, double oldUsers)
    {
        var process = new EProcess(1, RateRatio.Worse);
        process.Add(new ReportBin(newUsers, oldUsers, 50, 3));
        Assert.Equal(0, process.LogValue, 12);
    }

    [Fact]
    public void A_flood_of_reports_does_not_overflow()
    {
        var process = new EProcess(1, RateRatio.Worse);
        process.Add(new ReportBin(1e6, 1e6, 1_000_000_000, 1));
        Assert.True(double.IsFinite(process.LogValue));
        Assert.True(process.LogValue > 1e6);
    }

    /// <summary>Ville's inequality: 1 % of good releases at most, however often one looks; looked at after each single report.</summary>
    [Fact]
    public void Reaches_its_threshold_no_more_often_than_promised()
    {
        const int Runs = 4000;
        var random = new Random(20260801);
        var crossed = 0;
        for (var run = 0; run < Runs; run++)
        {
            var process = new EProcess(1, RateRatio.Worse);
            for (var report = 0; report < 400; report++)
            {
                var exposure = random.NextDouble() < .5 ? 100 : 2000;
                var isNew = random.NextDouble() < exposure / (exposure + 1000.0);
                process.Add(new ReportBin(exposure, 1000, isNew ? 1 : 0, isNew ? 0 : 1));
                if (process.LogValue >= Math.Log(100))
                {
                    crossed++;
                    break;
                }
            }
        }

        // 40 are promised at most on average; three standard deviations above that would be 59.
        Assert.InRange(crossed, 1, 59);
    }

    [Fact]
    public void Alternatives_on_both_sides_are_refused() =>
        Assert.Throws<ArgumentException>(() => new EProcess(1, [new(.5, .5), new(2, .5)]));

    static decimal Theta(double ratio, ReportBin bin) =>
        (decimal)ratio * (decimal)bin.NewExposure / (((decimal)ratio * (decimal)bin.NewExposure) + (decimal)bin.OldExposure);

    static decimal Power(decimal value, long times)
    {
        var product = 1m;
        for (; times > 0; times--)
        {
            product *= value;
        }

        return product;
    }
}
