using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>x86-64: calls push the return address; rbp chains frames where the compiler kept it.</summary>
sealed class Amd64 : Architecture
{
    static readonly int Rbp = RegisterLayout.Amd64.IndexOf("rbp");

    public override bool HasLinkRegister => false;

    public override ulong CallOf(ulong returnAddress) => returnAddress - 1;

    // A canonical address of user space; the sign-extended half belongs to the kernel. 57-bit addresses exist, but only
    // for programs that ask for them.
    public override bool CouldBeReturnAddress(ulong word) => word is >= StackScanner.LowestCode and <= 0x7fff_ffff_ffff;

    public override bool EndsWithCall(ReadOnlySpan<byte> before, ulong returnAddress) => X86Calls.EndsWithCall(before);

    public override bool ScansFarFrom(WalkFrame callee) => callee.Trust is FrameTrust.Context or FrameTrust.Cfi;

    public override CallerSearch ByFramePointer(WalkContext context, WalkFrame callee)
    {
        // Windows' rbp points anywhere into the frame; where exactly is only in the unwind data.
        if (context.Process.Os == UnwindOs.Windows || !callee.Registers.IsValid(Rbp))
        {
            return CallerSearch.Unknown;
        }

        var rbp = callee.Registers[Rbp];
        if (rbp > ulong.MaxValue - 16
            || !context.Memory.TryReadStack(rbp, out var callerRbp)
            || !context.Memory.TryReadStack(rbp + 8, out var returnAddress))
        {
            return CallerSearch.Unknown;
        }

        var stackPointer = rbp + 16;
        var isCoherent = callerRbp >= stackPointer && context.Memory.InStack(callerRbp)
            && IsCanonical(returnAddress)
            && stackPointer > callee.StackPointer && context.Memory.InStack(stackPointer);
        if (!isCoherent)
        {
            return CallerSearch.Unknown;
        }

        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = returnAddress;
        registers[context.Layout.StackPointer] = stackPointer;
        registers[Rbp] = callerRbp;
        return CallerSearch.Found(context.Caller(registers, FrameTrust.FramePointer));
    }

    public override void RecoverFramePointer(WalkContext context, WalkFrame callee, ulong slot, RegisterFile caller)
    {
        if (!callee.Registers.IsValid(Rbp) || slot == callee.StackPointer || !context.Memory.TryReadStack(slot - 8, out var saved))
        {
            return;
        }

        // Either this frame pushed rbp just below its return address, or it left rbp alone and it points further out.
        var rbp = callee.Registers[Rbp];
        if (rbp == slot - 8 && saved > slot && saved - (slot - 8) <= context.Limits.MaxFrameGap)
        {
            if (context.Memory.InStack(saved))
            {
                caller[Rbp] = saved;
            }
        }
        else if (rbp >= caller.StackPointer)
        {
            caller[Rbp] = rbp;
        }
    }

    static bool IsCanonical(ulong address) => address <= 0x7fff_ffff_ffff || address >= 0xffff_8000_0000_0000;
}
