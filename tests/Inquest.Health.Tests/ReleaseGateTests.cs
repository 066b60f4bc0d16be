using Inquest.Health.Gate;

namespace Inquest.Health.Tests;

public sealed class ReleaseGateTests
{
    static readonly GateRule Rule = new();

    [Fact]
    public void Nothing_heard_is_held() => Assert.Equal((GateVerdict.Hold, GateReason.NoUsers), Judge(.0018));

    [Fact]
    public void Without_a_predecessor_it_says_so() =>
        Assert.Equal((GateVerdict.Hold, GateReason.NoBaseline), Judge(null, new ReportBin(1000, 0, 3, 0)));

    [Fact]
    public void A_release_as_good_as_its_predecessor_advances() =>
        Assert.Equal((GateVerdict.Advance, GateReason.GoodEnough), Judge(.0018, new ReportBin(20_000, 1_000_000, 36, 1800)));

    [Fact]
    public void A_release_three_times_worse_halts() =>
        Assert.Equal((GateVerdict.Halt, GateReason.WorseThanPredecessor), Judge(.0018, new ReportBin(5_000, 300_000, 30, 540)));

    [Fact]
    public void A_little_evidence_holds_what_would_advance()
    {
        var (verdict, reason) = Judge(.0018, new ReportBin(2_000, 100_000, 11, 180));
        Assert.Equal(GateVerdict.Hold, verdict);
        Assert.Equal(GateReason.SuspiciousRate, reason);
    }

    [Fact]
    public void Undecided_for_too_long_is_a_matter_for_a_person()
    {
        var decision = ReleaseGate.Judge(
            new GateEvidence { Bins = [new(100, 10_000, 0, 18)], BaselineCrashRate = .0018, Age = TimeSpan.FromDays(8) }, Rule);
        Assert.Equal(GateReason.TooOld, decision.Reason);
    }

    [Fact]
    public void One_bad_segment_halts_and_is_named()
    {
        var segments = Enumerable.Range(0, 40).Select(index => new SegmentBins(
            $"device-{index:00}", 1, [new ReportBin(1000, 50_000, index == 7 ? 14 : 2, 100)])).ToArray();
        var decision = ReleaseGate.Judge(
            new GateEvidence { Bins = [new(40_000, 2_000_000, 78 + 14, 4000)], Segments = segments, BaselineCrashRate = .002 }, Rule);
        Assert.Equal(GateVerdict.Halt, decision.Verdict);
        Assert.Equal(GateReason.WorseInSegment, decision.Reason);
        Assert.Equal(["device-07"], decision.Segments.Where(segment => segment.IsGuilty).Select(segment => segment.Name));
    }

    [Fact]
    public void A_halt_does_not_fade() =>
        Assert.Equal(GateVerdict.Halt, ReleaseGate.Judge(
            new GateEvidence { Bins = [new(20_000, 1_000_000, 36, 1800)], BaselineCrashRate = .0018, HighestLogEvidence = Math.Log(120) }, Rule).Verdict);

    [Fact]
    public void Guilty_segments_are_those_of_the_e_bh_procedure()
    {
        // m/α = 500: one alone needs 500, the second is let in because two times 251 is enough for both.
        double[] values = [Math.Log(251), Math.Log(2), Math.Log(600), Math.Log(.1), Math.Log(1)];
        Assert.Equal([true, false, true, false, false], GuiltySegments.Find(values, .01));
        Assert.Equal([false, false, false], GuiltySegments.Find([Math.Log(99), 0, 0], .01));
        Assert.Empty(GuiltySegments.Find([], .01));
    }

    /// <summary>Figures of the sequential bound that are published with the design: ln(100)/KL at a baseline of 99.82 %.</summary>
    [Theory]
    [InlineData(.003, 13_821)]
    [InlineData(.004, 4_622)]
    [InlineData(.006, 1_519)]
    [InlineData(.01, 513)]
    public void Says_how_many_users_the_best_test_needs(double rate, double users) =>
        Assert.InRange(GatePower.SequentialBound(.0018, rate, .01), users * .99, users * 1.01);

    [Fact]
    public void Early_adopters_are_compared_with_early_adopters()
    {
        var curve = new AdoptionCurve([(TimeSpan.FromHours(24), 1), (TimeSpan.Zero, 1.6)]);
        Assert.Equal(1.6, curve.At(TimeSpan.FromHours(-1)), 9);
        Assert.Equal(1.3, curve.At(TimeSpan.FromHours(12)), 9);
        Assert.Equal(1, curve.At(TimeSpan.FromDays(9)), 9);
        Assert.Equal(160, curve.Exposure(100, TimeSpan.Zero), 9);
        Assert.Equal(1, AdoptionCurve.Flat.At(TimeSpan.Zero));
    }

    static (GateVerdict Verdict, GateReason Reason) Judge(double? baseline, params ReportBin[] bins)
    {
        var decision = ReleaseGate.Judge(new GateEvidence { Bins = bins, BaselineCrashRate = baseline }, Rule);
        return (decision.Verdict, decision.Reason);
    }
}
