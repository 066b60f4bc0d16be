using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Cfi;
using Inquest.Unwind.Signals;
using Inquest.Unwind.Windows;

namespace Inquest.Unwind;

/// <summary>Asks the methods of finding a caller, best first, and refuses what cannot be a stack.</summary>
sealed class CallerFinder(WalkContext context)
{
    /// <param name="callee">The frame whose caller is wanted.</param>
    /// <param name="innerParameterSize">Bytes of parameters that <paramref name="callee"/> pushed for the frame inside of it.</param>
    public CallerSearch Find(WalkFrame callee, uint innerParameterSize)
    {
        if (Interrupted(callee) is { } interrupted)
        {
            return CallerSearch.Found(interrupted);
        }

        if (!callee.Registers.IsValid(context.Layout.StackPointer))
        {
            return CallerSearch.Unknown;
        }

        if (X86Stops.FindCaller(context, callee) is { } known)
        {
            return Checked(callee, known);
        }

        var search = ByRules(callee, innerParameterSize);
        if (search.IsUnknown)
        {
            search = context.Architecture.ByFramePointer(context, callee);
            if (search.Caller is { Trust: FrameTrust.FramePointer } found && IsUnmapped(found))
            {
                // The chain has left what there was of the process. Searching from here on would only find more of the same.
                return CallerSearch.Unknown;
            }
        }

        if (search.IsUnknown && StackScanner.FindCaller(context, callee) is { } scanned)
        {
            search = CallerSearch.Found(scanned);
        }

        return search.Caller is { } caller ? Checked(callee, caller) : search;
    }

    /// <summary>Marks a frame that is a signal trampoline, whose instruction is where the kernel put it, not a call before.</summary>
    public void Recognise(WalkFrame frame)
    {
        if (context.Process.Os is UnwindOs.Windows or UnwindOs.MacOs or UnwindOs.Ios)
        {
            return;
        }

        if (SignalTrampoline.IsAt(context, frame.ProgramCounter)
            || (!frame.IsInterrupted && SignalFrame.TryRead(context, frame.StackPointer, isKnown: false) is not null))
        {
            frame.IsSignalTrampoline = true;
            frame.Instruction = frame.ProgramCounter;
        }
    }

    WalkFrame? Interrupted(WalkFrame trampoline)
    {
        if (!trampoline.IsSignalTrampoline
            || SignalFrame.TryRead(context, trampoline.StackPointer, isKnown: true) is not { } registers)
        {
            return null;
        }

        return new WalkFrame(registers, registers.ProgramCounter, FrameTrust.Cfi) { IsInterrupted = true };
    }

    CallerSearch ByRules(WalkFrame callee, uint innerParameterSize)
    {
        if (context.Layout.Architecture == CpuArchitecture.X86
            && WinFrame.FindCaller(context, callee, innerParameterSize) is { IsUnknown: false } found)
        {
            return found;
        }

        switch (context.Cfi.TryRun(callee.Instruction, callee.Registers, context.Memory, out var registers))
        {
            case CfiResult.Outermost:
                return CallerSearch.End;
            case CfiResult.Found:
                StripPointers(registers!);
                return CallerSearch.Found(context.Caller(registers!, FrameTrust.Cfi));
            default:
                return CallerSearch.Unknown;
        }
    }

    void StripPointers(RegisterFile registers)
    {
        foreach (var index in (ReadOnlySpan<int>)[context.Layout.ProgramCounter, context.Layout.LinkRegister, context.Layout.FramePointer])
        {
            if (registers.IsValid(index))
            {
                registers[index] = context.Architecture.Strip(context.Process, registers[index]);
            }
        }
    }

    /// <summary>True when a frame lies outside of all modules at an address where the process could run no code.</summary>
    bool IsUnmapped(WalkFrame frame) =>
        context.Process.MemoryMap is { IsComplete: true } map
        && context.Process.Modules.Find(frame.Instruction) is null
        && map.Find(frame.Instruction) is not { CanExecute: true };

    CallerSearch Checked(WalkFrame callee, WalkFrame caller)
    {
        if (caller.ProgramCounter < StackScanner.LowestCode)
        {
            return CallerSearch.End;
        }

        // Each frame must leave the stack pointer higher than it found it, or a crafted stack would never end. Only a
        // leaf function may not use the stack at all, and only the innermost one can be a leaf.
        var mayStand = context.Architecture.HasLinkRegister && callee.IsInterrupted;
        var advances = caller.StackPointer > callee.StackPointer || (mayStand && caller.StackPointer == callee.StackPointer);
        return advances ? CallerSearch.Found(caller) : CallerSearch.Unknown;
    }
}
