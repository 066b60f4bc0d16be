namespace Inquest.Storage.Decisions;

/// <summary>What a person decided about an issue.</summary>
public enum IssueDecision
{
    Resolve = 0,

    /// <summary>Repaired in the release after the last one that had it.</summary>
    ResolveInNextRelease,
    Ignore,
    Reopen,

    /// <summary>Somebody takes it, or nobody has it any more.</summary>
    Assign,

    /// <summary>Take back the last decision.</summary>
    Undo,
}
