using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>One thread's stack.</summary>
/// <param name="Frames">Innermost first.</param>
/// <param name="EndedBy">Why there is no further frame.</param>
/// <param name="FramesOmitted">Outermost frames that were found and cut.</param>
public sealed record StackWalk(IReadOnlyList<Frame> Frames, StackEnd EndedBy, int FramesOmitted)
{
    /// <summary><see cref="EndedBy"/> as reports spell it.</summary>
    public string EndedByText => EndedBy switch
    {
        StackEnd.EndOfStack => "end-of-stack",
        StackEnd.Limit => "limit",
        StackEnd.NoMemory => "no-memory",
        _ => "no-caller-found",
    };
}
