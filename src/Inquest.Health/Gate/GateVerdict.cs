namespace Inquest.Health.Gate;

public enum GateVerdict
{
    /// <summary>Neither good enough nor bad: wait for more users.</summary>
    Hold,

    /// <summary>Good enough, with evidence: more users may have it.</summary>
    Advance,

    /// <summary>Worse than its predecessor, with evidence.</summary>
    Halt,
}
