using CsCheck;
using Inquest.Health.Gate;
using Inquest.Health.Rates;

namespace Inquest.Health.Tests;

public sealed class EvidenceBuilderTests
{
    /// <summary>Hours in any order, in pieces, and with quiet ones in between give the same evidence as bins one by one.</summary>
    [Fact]
    public void Evidence_is_that_of_the_bins_whatever_pieces_they_come_in() => Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500], Gen.Int[0, 4], Gen.Int[0, 4]).Array[1, 40]
        .Sample(hours =>
        {
            var history = new GateHistory
            {
                Start = 100,
                Now = 200,
                New = [.. hours.SelectMany((hour, i) => Halves(new HourUsers(0, 100 + i, hour.Item1, hour.Item3))).Reverse()],
                Old = [.. hours.SelectMany((hour, i) => Halves(new HourUsers(0, 100 + i, hour.Item2, hour.Item4)))],
                OldDays = (1000, 3),
            };
            var built = EvidenceBuilder.Build(history);
            var plain = EProcess.LogValueOf(1, RateRatio.Worse, hours.Select(hour => new ReportBin(hour.Item1, hour.Item2, hour.Item3, hour.Item4)));
            Assert.Equal(plain, EProcess.LogValueOf(1, RateRatio.Worse, built.Bins), 9);
            Assert.Equal(hours.Sum(hour => (double)hour.Item1), built.Bins.Sum(bin => bin.NewExposure), 6);
            Assert.Equal(3.5 / 1001, built.BaselineCrashRate!.Value, 12);
        });

    [Fact]
    public void An_adoption_curve_is_learnt_from_the_predecessors_first_week_and_never_blames_the_new_release()
    {
        var risky = Enumerable.Range(0, 168).Select(hour => new HourUsers(0, hour, 100_000, hour < 24 ? 160 : 100)).ToList();
        var curve = EvidenceBuilder.CurveOf(risky, .001);
        Assert.InRange(curve.At(TimeSpan.FromHours(3)), 1.55, 1.6);
        Assert.InRange(curve.At(TimeSpan.FromHours(168)), 1, 1.01);
        var lucky = EvidenceBuilder.CurveOf([.. risky.Select(hour => hour with { Crashed = 10 })], .001);
        Assert.Equal(1, lucky.At(TimeSpan.FromHours(3)));
        Assert.Equal(1, EvidenceBuilder.CurveOf([], .001).At(TimeSpan.Zero));
    }

    [Fact]
    public void A_nowcast_stands_for_reports_that_are_still_to_come()
    {
        // Half of the reports arrive at once, the rest an hour later: 1,000 users now with 5 crashes are 10 in the end.
        Assert.Equal(.99, Nowcast.CrashFree([new HourUsers(0, 50, 1_000, 5)], [.5, 1], 50)!.Value, 12);
        Assert.Equal(.995, Nowcast.CrashFree([new HourUsers(0, 49, 1_000, 5)], [.5, 1], 50)!.Value, 12);
        Assert.Null(Nowcast.CrashFree([], [.5], 1));
    }

    static IEnumerable<HourUsers> Halves(HourUsers hour) =>
        [hour with { Users = hour.Users / 2, Crashed = hour.Crashed / 2 }, hour with { Users = hour.Users - (hour.Users / 2), Crashed = hour.Crashed - (hour.Crashed / 2) }];
}
