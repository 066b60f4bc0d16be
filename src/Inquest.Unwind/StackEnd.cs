namespace Inquest.Unwind;

/// <summary>Closed list of reasons why a stack has no further frame.</summary>
public enum StackEnd
{
    /// <summary>The outermost frame says that it has no caller.</summary>
    EndOfStack,

    /// <summary>No method found a caller.</summary>
    NoCallerFound,

    /// <summary>There were more frames than <see cref="UnwindLimits.MaxFramesWalked"/>.</summary>
    Limit,

    /// <summary>The dump does not hold the stack's memory.</summary>
    NoMemory,
}
