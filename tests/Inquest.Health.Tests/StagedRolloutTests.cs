using Inquest.Health.Gate;
using Inquest.Health.Rollout;

namespace Inquest.Health.Tests;

public sealed class StagedRolloutTests
{
    static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly RolloutPlan Plan = new([new(.01, TimeSpan.FromHours(1), 100), new(.5, TimeSpan.FromHours(2), 100), new(1, TimeSpan.Zero, 0)]);

    [Fact]
    public void Goes_step_by_step_to_the_end()
    {
        var state = RolloutState.Start(Start);
        state = StagedRollout.Next(Plan, state, Decision(GateVerdict.Advance), Start.AddMinutes(59));
        Assert.Equal((RolloutPhase.Advancing, 0), (state.Phase, state.Step));
        state = StagedRollout.Next(Plan, state, Decision(GateVerdict.Advance), Start.AddHours(1));
        Assert.Equal((RolloutPhase.Advancing, 1), (state.Phase, state.Step));
        state = StagedRollout.Next(Plan, state, Decision(GateVerdict.Advance), Start.AddHours(3));
        state = StagedRollout.Next(Plan, state, Decision(GateVerdict.Advance), Start.AddHours(3));
        Assert.Equal(RolloutPhase.Complete, state.Phase);
    }

    [Fact]
    public void Waits_for_evidence_and_for_users()
    {
        var state = RolloutState.Start(Start);
        Assert.Equal(RolloutPhase.WaitingForData, StagedRollout.Next(Plan, state, Decision(GateVerdict.Hold), Start.AddHours(5)).Phase);
        Assert.Equal(RolloutPhase.WaitingForData, StagedRollout.Next(Plan, state, Decision(GateVerdict.Advance, users: 99), Start.AddHours(5)).Phase);
        var waiting = StagedRollout.Next(Plan, state, Decision(GateVerdict.Hold), Start.AddHours(5));
        Assert.Equal(1, StagedRollout.Next(Plan, waiting, Decision(GateVerdict.Advance), Start.AddHours(6)).Step);
    }

    [Fact]
    public void A_halt_needs_no_minimum_time_and_lasts()
    {
        var halted = StagedRollout.Next(Plan, RolloutState.Start(Start), Decision(GateVerdict.Halt), Start.AddMinutes(5));
        Assert.Equal(RolloutPhase.Halted, halted.Phase);
        Assert.Equal(RolloutPhase.Halted, StagedRollout.Next(Plan, halted, Decision(GateVerdict.Advance), Start.AddDays(1)).Phase);
    }

    [Fact]
    public void A_person_may_go_on_against_it_and_let_it_decide_again()
    {
        var halted = StagedRollout.Halt(RolloutState.Start(Start));
        var overridden = StagedRollout.Override(halted, Start.AddHours(1));
        overridden = StagedRollout.Next(Plan, overridden, Decision(GateVerdict.Halt), Start.AddHours(3));
        Assert.Equal((RolloutPhase.Overridden, 1), (overridden.Phase, overridden.Step));
        var resumed = StagedRollout.Resume(overridden, Start.AddHours(3));
        Assert.Equal(RolloutPhase.Halted, StagedRollout.Next(Plan, resumed, Decision(GateVerdict.Halt), Start.AddHours(4)).Phase);
    }

    [Fact]
    public void Plans_that_do_not_grow_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RolloutPlan([]));
        Assert.Throws<ArgumentException>(() => new RolloutPlan([new(.5, TimeSpan.Zero, 0), new(.2, TimeSpan.Zero, 0)]));
        Assert.Throws<ArgumentException>(() => new RolloutPlan([new(double.NaN, TimeSpan.Zero, 0)]));
        Assert.Throws<ArgumentException>(() => new RolloutPlan([new(1.5, TimeSpan.Zero, 0)]));
    }

    static GateDecision Decision(GateVerdict verdict, double users = 5000) =>
        new(verdict, GateReason.NotEnoughEvidence, 0, 0, 0, [], users, 0);
}
