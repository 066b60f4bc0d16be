using CsCheck;
using Inquest.Health.Budget;
using Inquest.Health.Rates;

namespace Inquest.Health.Tests;

public sealed class RateTests
{
    /// <summary>Newcombe 1998, table I: Wilson's 95 % intervals of 81/263, 15/148, 0/20 and 1/29.</summary>
    [Theory]
    [InlineData(81, 263, .2553, .3662)]
    [InlineData(15, 148, .0624, .1605)]
    [InlineData(0, 20, .0000, .1611)]
    [InlineData(1, 29, .0061, .1718)]
    public void Intervals_are_those_of_the_literature(int crashed, int total, double low, double high)
    {
        var interval = CrashFreeRate.Counted(crashed, total).Interval!.Value;
        Assert.Equal(low, 1 - interval.High, 4);
        Assert.Equal(high, 1 - interval.Low, 4);
    }

    [Fact]
    public void No_data_is_not_a_hundred_percent()
    {
        Assert.Null(CrashFreeRate.Counted(0, 0).Value);
        Assert.Null(CrashFreeRate.Counted(0, 0).Interval);
    }

    [Fact]
    public void An_interval_holds_its_rate_and_stays_between_0_and_1() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 5000]).Where((crashed, total) => crashed <= total).Sample((crashed, total) =>
        {
            var rate = CrashFreeRate.Counted(crashed, total);
            Assert.True(rate.Interval!.Value.Contains(rate.Value!.Value));
            Assert.InRange(rate.Interval.Value.Low, 0, 1);
            Assert.InRange(rate.Interval.Value.High, 0, 1);
        });

    [Fact]
    public void Sessions_sampled_at_a_tenth_under_crashes_that_are_all_kept_read_right()
    {
        var crashed = new SampledCount();
        crashed.Add(6_000, 1);
        var sessions = new SampledCount();
        sessions.Add(100_000, .1);
        var rate = SampledCount.Rate(crashed, sessions);
        Assert.Equal(.994, rate.Value!.Value, 9);
        Assert.Equal(.94, CrashFreeRate.Counted(6_000, 100_000).Value!.Value, 9);
        var sampled = rate.Interval!.Value.High - rate.Interval.Value.Low;
        var whole = CrashFreeRate.Counted(6_000, 1_000_000).Interval!.Value;
        Assert.True(sampled > whole.High - whole.Low, "what was not seen is not known as well");
    }

    [Fact]
    public void A_budget_says_what_is_left_and_when_it_ends()
    {
        var budget = new ErrorBudget(.998, TimeSpan.FromDays(28));
        Assert.Equal(.5, budget.Left(CrashFreeRate.Counted(1000, 1_000_000))!.Value, 9);
        Assert.Equal(-1, budget.Left(CrashFreeRate.Counted(4000, 1_000_000))!.Value, 9);
        var burn = budget.Burn(TimeSpan.FromHours(1), CrashFreeRate.Counted(40, 10_000));
        Assert.Equal(2, burn.Rate!.Value, 9);
        Assert.Equal(TimeSpan.FromDays(7), budget.Exhaustion(.5, burn));
        Assert.Null(budget.Exhaustion(.5, budget.Burn(TimeSpan.FromHours(1), CrashFreeRate.Counted(0, 10))));
        Assert.Equal(TimeSpan.Zero, budget.Exhaustion(-.1, burn));
        Assert.Null(budget.Left(CrashFreeRate.Counted(0, 0)));
    }
}
