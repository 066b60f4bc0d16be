using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>Keeps all stacks of a dump together within what the dump's size can account for. Safe to use from several threads.</summary>
/// <remarks>The crashed thread is walked first and so keeps its frames; of a lying dump the threads that come late lose theirs.</remarks>
sealed class FrameBudget(ulong dumpBytes, ProcessingLimits limits)
{
    long _left = Math.Max(limits.FrameBudgetFloor, (long)Math.Min(dumpBytes, long.MaxValue) / limits.DumpBytesPerFrame);
    long _omitted;

    /// <summary>Frames worth walking in the next thread: when nothing is left, its innermost ones still say what it did.</summary>
    public int FramesWalkedMax => Interlocked.Read(ref _left) > 0 ? int.MaxValue : limits.FramesOfCutThread;

    /// <summary>Frames that were cut.</summary>
    public long Omitted => Interlocked.Read(ref _omitted);

    /// <summary>The stack with as many of its innermost frames as are left; at least one.</summary>
    public StackWalk Cut(StackWalk walk)
    {
        var after = Interlocked.Add(ref _left, -walk.Frames.Count);
        if (after >= 0 || walk.Frames.Count <= 1)
        {
            return walk;
        }

        var kept = (int)Math.Clamp(walk.Frames.Count + after, 1, walk.Frames.Count);
        var cut = walk.Frames.Count - kept;
        Interlocked.Add(ref _left, cut);
        Interlocked.Add(ref _omitted, cut);
        return walk with { Frames = [.. walk.Frames.Take(kept)], FramesOmitted = walk.FramesOmitted + cut };
    }
}
