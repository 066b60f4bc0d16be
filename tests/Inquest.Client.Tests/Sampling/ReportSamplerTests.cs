using Inquest.Client.Sampling;

namespace Inquest.Client.Tests.Sampling;

public sealed class ReportSamplerTests
{
    readonly ManualTime _time = new();

    [Fact]
    public void The_first_ones_go_and_then_a_share_up_to_the_cap()
    {
        // Draws that cycle through 0.0, 0.1 … 0.9: a rate of 0.2 takes two of ten.
        var draws = 0;
        var sampler = new ReportSampler(
            new HandledSampling { FirstPerFingerprint = 5, Rate = 0.2, MaxPerFingerprint = 30, MaxPerMinute = int.MaxValue }, _time, () => draws++ % 10 / 10.0);
        var decisions = Enumerable.Range(0, 305).Select(_ => sampler.Decide(1)).ToList();
        Assert.All(decisions.Take(5), decision => Assert.Equal(SamplingDecision.Send, decision));
        Assert.Equal(30, decisions.Count(decision => decision == SamplingDecision.Send));
        Assert.Equal(80, decisions.Skip(5).Take(100).Count(decision => decision == SamplingDecision.LeftOutByRate));
        Assert.Equal(SamplingDecision.OverFingerprintCap, decisions[^1]);
    }

    [Fact]
    public void A_new_window_begins_afresh()
    {
        var sampler = new ReportSampler(new HandledSampling { FirstPerFingerprint = 1, Rate = 0 }, _time);
        Assert.Equal(SamplingDecision.Send, sampler.Decide(1));
        Assert.Equal(SamplingDecision.LeftOutByRate, sampler.Decide(1));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(SamplingDecision.Send, sampler.Decide(1));
    }

    [Fact]
    public void A_flood_does_not_hide_a_new_bug()
    {
        var sampler = new ReportSampler(new HandledSampling { FirstPerFingerprint = 1_000_000, MaxPerFingerprint = 1_000_000, MaxPerMinute = 50 }, _time);
        var sent = Enumerable.Range(0, 100_000).Count(_ => sampler.Decide(7) == SamplingDecision.Send);
        Assert.Equal(50, sent);
        Assert.Equal(SamplingDecision.Spike, sampler.Decide(7));
        Assert.All(Enumerable.Range(100, 20), rare => Assert.Equal(SamplingDecision.Send, sampler.Decide(rare)));
        Assert.Equal(SamplingDecision.Spike, sampler.Decide(100));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SamplingDecision.Send, sampler.Decide(100));
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_the_least_recent_goes()
    {
        var sampler = new ReportSampler(new HandledSampling { FirstPerFingerprint = 1, Rate = 0, MaxFingerprints = 10, MaxPerMinute = int.MaxValue }, _time);
        for (var fingerprint = 0; fingerprint < 10_000; fingerprint++)
        {
            Assert.Equal(SamplingDecision.Send, sampler.Decide(fingerprint));
            _ = sampler.Decide(0);
        }

        Assert.Equal(SamplingDecision.LeftOutByRate, sampler.Decide(0));
        Assert.Equal(SamplingDecision.LeftOutByRate, sampler.Decide(9_999));
        Assert.Equal(SamplingDecision.Send, sampler.Decide(5));
    }
}
