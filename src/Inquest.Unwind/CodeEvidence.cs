namespace Inquest.Unwind;

/// <summary>How well a word is established as a return address.</summary>
enum CodeEvidence
{
    /// <summary>Something contradicts it.</summary>
    None,

    /// <summary>It points into code as far as can be told.</summary>
    Plausible,

    /// <summary>The dump holds the code before it, and that is a call.</summary>
    FollowsCall,
}
