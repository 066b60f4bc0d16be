using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>32-bit x86: calls push the return address; ebp chains frames in most code.</summary>
sealed class X86 : Architecture
{
    static readonly int Ebp = RegisterLayout.X86.IndexOf("ebp");

    public override bool HasLinkRegister => false;

    public override ulong CallOf(ulong returnAddress) => returnAddress - 1;

    public override bool CouldBeReturnAddress(ulong word) => word >= StackScanner.LowestCode;

    public override bool EndsWithCall(ReadOnlySpan<byte> before, ulong returnAddress) => X86Calls.EndsWithCall(before);

    public override bool ScansFarFrom(WalkFrame callee) => callee.IsInterrupted;

    public override CallerSearch ByFramePointer(WalkContext context, WalkFrame callee)
    {
        if (!callee.Registers.IsValid(Ebp))
        {
            return CallerSearch.Unknown;
        }

        // No further test of the result: ebp chains are so common on x86 that a broken one means the end of the stack,
        // and both Breakpad and rust-minidump stop there rather than search.
        var ebp = callee.Registers[Ebp];
        if (ebp > uint.MaxValue - 8
            || !context.Memory.TryReadStack(ebp, out var callerEbp)
            || !context.Memory.TryReadStack(ebp + 4, out var returnAddress))
        {
            return CallerSearch.Unknown;
        }

        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = returnAddress;
        registers[context.Layout.StackPointer] = ebp + 8;
        registers[Ebp] = callerEbp;
        return CallerSearch.Found(context.Caller(registers, FrameTrust.FramePointer));
    }

    public override void RecoverFramePointer(WalkContext context, WalkFrame callee, ulong slot, RegisterFile caller)
    {
        if (slot == callee.StackPointer || !context.Memory.TryReadStack(slot - 4, out var saved))
        {
            return;
        }

        if (saved > slot && saved - (slot - 4) <= context.Limits.MaxFrameGap)
        {
            if (context.Memory.InStack(saved))
            {
                caller[Ebp] = saved;
            }
        }
        else if (callee.Registers.IsValid(Ebp) && callee.Registers[Ebp] is var ebp
            && ebp >= caller.StackPointer && context.Memory.InStack(ebp))
        {
            caller[Ebp] = ebp;
        }
    }
}
