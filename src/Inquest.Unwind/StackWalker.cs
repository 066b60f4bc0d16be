using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>Walks stacks from their innermost frame outwards and names the frames.</summary>
/// <remarks>
/// Callers are found by the unwind rules of symbol files (STACK CFI, STACK WIN), else by frame pointers, else by
/// searching the stack for a return address; each frame says which. Past a signal handler the walk goes on with the
/// registers that the kernel saved. Not for several threads at once: build one per thread of work.
/// </remarks>
public sealed class StackWalker(UnwindProcess process, UnwindLimits limits)
{
    readonly FrameSymbolizer _symbolizer = new(process, limits);
    readonly WalkContext _context = new(process, limits);

    /// <param name="context">Registers of the thread; at least the program counter.</param>
    /// <param name="stack">The thread's stack as the dump gives it, or null to go by what memory holds.</param>
    /// <param name="framesWalkedMax">Frames walked at most, when the caller has reason to trust less than the limits do.</param>
    public StackWalk Walk(RegisterFile context, StackRange? stack, int framesWalkedMax = int.MaxValue)
    {
        var finder = new CallerFinder(_context);
        var frames = new List<Frame>();
        var hasMemory = _context.Memory.Enter(context.StackPointer, stack);
        var (omitted, signals) = (0, 0);
        var innerParameterSize = 0U;
        var current = new WalkFrame(context, context.ProgramCounter, FrameTrust.Context) { IsInterrupted = true };
        finder.Recognise(current);
        while (true)
        {
            if (frames.Count < limits.MaxFrames)
            {
                var named = _symbolizer.Name(current.Registers, current.Instruction, current.Trust);
                current.ParameterSize = named.ParameterSize;
                frames.Add(named);
            }
            else
            {
                omitted++;
            }

            if (!hasMemory)
            {
                return new StackWalk(frames, StackEnd.NoMemory, omitted);
            }

            if (frames.Count + omitted >= Math.Min(limits.MaxFramesWalked, framesWalkedMax))
            {
                return new StackWalk(frames, StackEnd.Limit, omitted);
            }

            var search = finder.Find(current, innerParameterSize);
            if (search.Caller is not { } caller)
            {
                return new StackWalk(frames, search.IsEnd ? StackEnd.EndOfStack : StackEnd.NoCallerFound, omitted);
            }

            if (caller.IsInterrupted)
            {
                if (++signals > limits.MaxSignalFrames)
                {
                    return new StackWalk(frames, StackEnd.Limit, omitted);
                }

                // Handlers often run on a stack of their own; the interrupted code is back on the thread's.
                hasMemory = _context.Memory.Enter(caller.StackPointer, stack);
            }
            else
            {
                finder.Recognise(caller);
            }

            innerParameterSize = caller.IsInterrupted ? 0 : current.ParameterSize ?? 0;
            current = caller;
        }
    }
}
