using Inquest.Health.Gate;

namespace Inquest.Health.Rollout;

/// <summary>State + verdict + clock → next state. Pure: a recorded row of inputs replays to the same state.</summary>
public static class StagedRollout
{
    public static RolloutState Next(RolloutPlan plan, RolloutState state, GateDecision decision, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(decision);
        if (state.Phase is RolloutPhase.Halted or RolloutPhase.Complete)
        {
            return state;
        }

        var obeys = state.Phase != RolloutPhase.Overridden;
        if (obeys && decision.Verdict == GateVerdict.Halt)
        {
            return state with { Phase = RolloutPhase.Halted };
        }

        var step = plan.Steps[state.Step];
        if (now - state.StepSince < step.MinimumTime)
        {
            return obeys ? state with { Phase = RolloutPhase.Advancing } : state;
        }

        if (obeys && (decision.Verdict != GateVerdict.Advance || decision.NewExposure < step.MinimumUsers))
        {
            return state with { Phase = RolloutPhase.WaitingForData };
        }

        return state.Step + 1 < plan.Steps.Count
            ? new RolloutState(obeys ? RolloutPhase.Advancing : RolloutPhase.Overridden, state.Step + 1, now)
            : state with { Phase = RolloutPhase.Complete };
    }

    /// <summary>A person goes on against the gate, from a halt too.</summary>
    public static RolloutState Override(RolloutState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Phase == RolloutPhase.Complete ? state : state with { Phase = RolloutPhase.Overridden, StepSince = now };
    }

    /// <summary>A person stops it.</summary>
    public static RolloutState Halt(RolloutState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state with { Phase = RolloutPhase.Halted };
    }

    /// <summary>A person lets a halted or overridden rollout obey the gate again, from the step that it is on.</summary>
    public static RolloutState Resume(RolloutState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Phase is RolloutPhase.Halted or RolloutPhase.Overridden
            ? state with { Phase = RolloutPhase.Advancing, StepSince = now }
            : state;
    }
}
