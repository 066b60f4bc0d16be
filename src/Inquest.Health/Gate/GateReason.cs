namespace Inquest.Health.Gate;

/// <summary>Why a verdict is what it is.</summary>
public enum GateReason
{
    /// <summary>There is no predecessor to compare with.</summary>
    NoBaseline,

    /// <summary>No user of the release has been heard of.</summary>
    NoUsers,

    NotEnoughEvidence,

    /// <summary>Signs that it is worse, not yet enough to halt.</summary>
    SuspiciousRate,

    /// <summary>Still undecided at the rule's maximum age: a person decides.</summary>
    TooOld,

    WorseThanPredecessor,

    /// <summary>All users together look well, one segment does not.</summary>
    WorseInSegment,

    GoodEnough,
}
