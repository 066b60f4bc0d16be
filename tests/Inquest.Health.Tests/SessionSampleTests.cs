using Inquest.Health.Rates;

namespace Inquest.Health.Tests;

public sealed class SessionSampleTests
{
    // 100,000 sessions of which 600 crash. One in ten is sent: 9,940 healthy and 60 crashed ones arrive, and all 600 crash reports.
    static readonly SessionSample OneInTen = new(Sessions: 9_940 + 600, Crashed: 600, Reported: 600, Unconfirmed: 540);

    [Fact]
    public void Sessions_sampled_at_a_tenth_and_crashes_whole_read_as_they_would_without_sampling()
    {
        var rate = (OneInTen with { SessionProbability = .1 }).Rate();
        Assert.Equal(SamplingState.Corrected, rate.State);
        Assert.Equal(.994, rate.Rate!.Value.Value!.Value, 12);
        Assert.True(rate.Rate.Value.Interval!.Value.Contains(.994));
        Assert.Contains("Sessions are sampled at 10 %, crashes are not: as they arrived they read 94.307 %.", rate.Why, StringComparison.Ordinal);
        Assert.Contains("counts 10 times", rate.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_without_anybody_saying_so_leaves_out_reports_of_unknown_sessions()
    {
        var rate = OneInTen.Rate();
        Assert.Equal(SamplingState.ConfirmedOnly, rate.State);
        Assert.Equal(.994, rate.Rate!.Value.Value!.Value, 12);
        Assert.Equal(.1, OneInTen.ObservedProbability!.Value, 12);
        Assert.Contains("540 of 600 crash reports", rate.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_sampling_the_counts_are_the_rate()
    {
        var rate = new SessionSample(100_000, 600, 580, 3).Rate();
        Assert.Equal((SamplingState.Unsampled, .994), (rate.State, rate.Rate!.Value.Value!.Value));
    }

    [Fact]
    public void Sampling_both_alike_changes_nothing() =>
        Assert.Equal((SamplingState.Matched, .994), Of(new SessionSample(10_000, 60, 0, 0, .1, .1)));

    [Fact]
    public void Sampling_both_differently_is_refused()
    {
        var rate = new SessionSample(10_000, 60, 60, 0, .1, .3).Rate();
        Assert.Equal(SamplingState.Refused, rate.State);
        Assert.Null(rate.Rate);
    }

    [Theory]
    [InlineData(600, 60, .994)] // Sessions say themselves that they crashed; a tenth of the reports arrives.
    [InlineData(60, 60, .994)] // A client that marks the session only with its report.
    public void Sampled_crash_reports_beside_whole_sessions_are_understood(long crashed, long reported, double expected) =>
        Assert.Equal(expected, new SessionSample(100_000, crashed, reported, 0, null, .1).Rate().Rate!.Value.Value!.Value, 12);

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(50, 50, 50, 50)]
    [InlineData(10, 20, 0, 0)]
    [InlineData(10, 5, 8, 0)]
    public void Nothing_to_divide_by_and_impossible_counts_give_no_rate(long sessions, long crashed, long reported, long unconfirmed)
    {
        var rate = new SessionSample(sessions, crashed, reported, unconfirmed).Rate();
        Assert.Equal((SamplingState.Refused, null), (rate.State, rate.Rate));
        Assert.NotEmpty(rate.Why);
    }

    static (SamplingState, double) Of(SessionSample sample) => (sample.Rate().State, sample.Rate().Rate!.Value.Value!.Value);
}
