namespace Inquest.Health.Rollout;

public enum RolloutPhase
{
    /// <summary>On a step, and free to go to the next when it is due.</summary>
    Advancing,

    /// <summary>On a step that has lasted long enough; evidence or users are missing.</summary>
    WaitingForData,

    /// <summary>Stopped by the gate or a person. Only a person leaves it.</summary>
    Halted,

    /// <summary>A person has said to go on against the gate; its verdicts are recorded and not obeyed.</summary>
    Overridden,

    /// <summary>The last step is reached and has lasted.</summary>
    Complete,
}
