using System.Buffers.Binary;
using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>32-bit ARM: calls leave the return address in lr; bit 0 of a code pointer means Thumb.</summary>
/// <remarks>
/// There is no common frame record: r7 (Thumb, iOS) or r11 (ARM) may chain frames, and other code has none. What most
/// functions do share is their prologue, which pushes callee-saved registers in ascending order with lr last, so that
/// the word below a return address is a saved r7 or r11. Where that saved value is the one that the register still
/// has, chance is all but excluded.
/// </remarks>
sealed class Arm : Architecture
{
    static readonly int Lr = RegisterLayout.Arm.IndexOf("lr");
    static readonly int R7 = RegisterLayout.Arm.IndexOf("r7");
    static readonly int R11 = RegisterLayout.Arm.IndexOf("r11");

    public override bool HasLinkRegister => true;

    // Two bytes, whatever the size of the call: this is inside of it, and it is what Breakpad prints.
    public override ulong CallOf(ulong returnAddress) => returnAddress - 2;

    // Thumb code, or an aligned ARM instruction.
    public override bool CouldBeReturnAddress(ulong word) =>
        word is >= StackScanner.LowestCode and <= uint.MaxValue && ((word & 1) == 1 || (word & 3) == 0);

    public override bool EndsWithCall(ReadOnlySpan<byte> before, ulong returnAddress)
    {
        if ((returnAddress & 1) == 1)
        {
            var first = BinaryPrimitives.ReadUInt16LittleEndian(before[^4..]);
            var last = BinaryPrimitives.ReadUInt16LittleEndian(before[^2..]);
            var isBranchWithLink = (first & 0xF800) == 0xF000 && (last & 0xC000) == 0xC000;
            var isRegisterBranchWithLink = (last & 0xFF87) == 0x4780;
            return isBranchWithLink || isRegisterBranchWithLink;
        }

        var instruction = BinaryPrimitives.ReadUInt32LittleEndian(before[^4..]);
        var previous = BinaryPrimitives.ReadUInt32LittleEndian(before[^8..]);
        var isBranch = (instruction & 0x0F00_0000) == 0x0B00_0000 || (instruction & 0xFE00_0000) == 0xFA00_0000;
        var isRegisterBranch = (instruction & 0x0FFF_FFF0) == 0x012F_FF30;

        // Before ARMv5 there was no BLX: `mov lr, pc` and then any write to pc.
        var isOldCall = previous == 0xE1A0_E00F;
        return isBranch || isRegisterBranch || isOldCall;
    }

    public override bool ScansFarFrom(WalkFrame callee) => callee.IsInterrupted;

    public override CallerSearch ByFramePointer(WalkContext context, WalkFrame callee)
    {
        if (context.Process.Os == UnwindOs.Ios)
        {
            return ByFrameRecord(context, callee, R7);
        }

        if (ByLinkRegister(context, callee) is { } leafCaller)
        {
            return CallerSearch.Found(leafCaller);
        }

        foreach (var register in (ReadOnlySpan<int>)[R7, R11])
        {
            if (IsFrameRecord(context, callee, register) && ByFrameRecord(context, callee, register) is { Caller: not null } found)
            {
                return found;
            }
        }

        return ByKeptRegister(context, callee);
    }

    public override void RecoverFramePointer(WalkContext context, WalkFrame callee, ulong slot, RegisterFile caller)
    {
        if (slot == callee.StackPointer || !context.Memory.TryReadStack(slot - 4, out var saved))
        {
            return;
        }

        foreach (var register in (ReadOnlySpan<int>)[R7, R11])
        {
            if (callee.Registers.IsValid(register) && callee.Registers[register] == saved)
            {
                caller[register] = saved;
            }
        }
    }

    /// <summary>iOS keeps r7 as frame pointer in all code: (r7, lr) records as on AArch64.</summary>
    static CallerSearch ByFrameRecord(WalkContext context, WalkFrame callee, int register)
    {
        if (!callee.Registers.IsValid(register))
        {
            return CallerSearch.Unknown;
        }

        var fp = callee.Registers[register];
        if (fp == 0)
        {
            return CallerSearch.End;
        }

        if (fp > uint.MaxValue - 8
            || !context.Memory.TryReadStack(fp, out var callerFp)
            || !context.Memory.TryReadStack(fp + 4, out var returnAddress))
        {
            return CallerSearch.Unknown;
        }

        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = returnAddress;
        registers[context.Layout.StackPointer] = fp + 8;
        registers[register] = callerFp;
        return CallerSearch.Found(context.Caller(registers, FrameTrust.FramePointer));
    }

    /// <summary>Outside of iOS a frame register is an accident until its record is coherent.</summary>
    static bool IsFrameRecord(WalkContext context, WalkFrame callee, int register) =>
        callee.Registers.IsValid(register)
        && callee.Registers[register] is var fp && (fp & 3) == 0 && fp >= callee.StackPointer
        && context.Memory.TryReadStack(fp, out var callerFp)
        && context.Memory.TryReadStack(fp + 4, out var returnAddress)
        && callerFp > fp && context.Memory.InStack(callerFp)
        && context.Judge.Judge(returnAddress) != CodeEvidence.None;

    /// <summary>Where no frame record is, the first pair of a register's kept value and a return address.</summary>
    static CallerSearch ByKeptRegister(WalkContext context, WalkFrame callee)
    {
        var (r7, r11) = (KeptValue(callee, R7), KeptValue(callee, R11));
        if ((r7 is null && r11 is null) || !context.Memory.TryReadStack(callee.StackPointer, out var below))
        {
            return CallerSearch.Unknown;
        }

        var slot = callee.StackPointer + 4;
        for (var i = 1; i < context.Limits.PairScanWords && context.Memory.TryReadStack(slot, out var word); i++, slot += 4)
        {
            if ((below == r7 || below == r11) && StackScanner.CallerAt(context, callee, slot, word) is { } caller)
            {
                return CallerSearch.Found(caller);
            }

            below = word;
        }

        return CallerSearch.Unknown;
    }

    // Small numbers are everywhere on a stack; only a pointer's value is telling.
    static ulong? KeptValue(WalkFrame callee, int register) =>
        callee.Registers.IsValid(register) && callee.Registers[register] >= 0x1_0000 ? callee.Registers[register] : null;

    /// <summary>The caller of a function that was interrupted while its return address was still in lr.</summary>
    /// <remarks>
    /// Functions return by popping into pc, so lr may be left over from a call deep inside of one that has returned.
    /// It is trusted after a jump into nothing, and, where no debug records tell functions apart, when it lies just
    /// behind the program counter: a left-over one lies before it, except in loops.
    /// </remarks>
    static WalkFrame? ByLinkRegister(WalkContext context, WalkFrame callee)
    {
        if (!callee.IsInterrupted || !callee.Registers.IsValid(Lr))
        {
            return null;
        }

        const ulong neighbourhood = 4096;
        var lr = callee.Registers[Lr];
        var isKnown = LinkRegisters.FunctionOf(context, callee.Instruction) is not null;
        var isNeighbour = !isKnown && lr > callee.ProgramCounter && lr - callee.ProgramCounter <= neighbourhood
            && context.Judge.Judge(lr) != CodeEvidence.None;
        var isAfterWildJump = !isKnown && LinkRegisters.LeadsOutOfFunction(context, callee, lr);
        if (!isNeighbour && !isAfterWildJump)
        {
            return null;
        }

        return context.LeafCaller(callee, lr);
    }
}
