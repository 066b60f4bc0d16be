using System.Buffers.Binary;
using System.Numerics;
using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>AArch64: calls leave the return address in lr; frame records (fp, lr) are chained through fp.</summary>
sealed class Arm64 : Architecture
{
    static readonly int Fp = RegisterLayout.Arm64.IndexOf("fp");
    static readonly int Lr = RegisterLayout.Arm64.IndexOf("lr");

    public override bool HasLinkRegister => true;

    public override ulong CallOf(ulong returnAddress) => returnAddress - 4;

    /// <summary>Takes the signature of pointer authentication and tags off a pointer.</summary>
    /// <remarks>
    /// Which bits are address depends on the kernel's configuration, which dumps do not hold except for Crashpad's
    /// mask. Apple uses 47 bits; where a module lies higher, the address space is larger.
    /// </remarks>
    public override ulong Strip(UnwindProcess process, ulong pointer)
    {
        const ulong appleMask = (1UL << 47) - 1;
        if (process.AddressMask is { } known and not 0)
        {
            return pointer & known;
        }

        var highest = Math.Max(process.Modules.HighestAddress, appleMask);
        var bits = 64 - BitOperations.LeadingZeroCount(highest);
        return bits == 64 ? pointer : pointer & ((1UL << bits) - 1);
    }

    public override bool CouldBeReturnAddress(ulong word) =>
        (word & 3) == 0 && word >= StackScanner.LowestCode && word <= 0xf_ffff_ffff_ffff;

    public override bool EndsWithCall(ReadOnlySpan<byte> before, ulong returnAddress)
    {
        var last = BinaryPrimitives.ReadUInt32LittleEndian(before[^4..]);
        var isBranchWithLink = (last & 0xFC00_0000) == 0x9400_0000;

        // BLR and its authenticating forms BLRAA, BLRAB, BLRAAZ and BLRABZ.
        var isRegisterBranchWithLink = (last & 0xFEFF_F000) == 0xD63F_0000;
        return isBranchWithLink || isRegisterBranchWithLink;
    }

    public override bool ScansFarFrom(WalkFrame callee) => callee.HasExactStack || callee.Trust is FrameTrust.Context or FrameTrust.Cfi;

    public override CallerSearch ByFramePointer(WalkContext context, WalkFrame callee)
    {
        if (ByLinkRegister(context, callee) is { } leafCaller)
        {
            return CallerSearch.Found(leafCaller);
        }

        if (!callee.Registers.IsValid(Fp))
        {
            return CallerSearch.Unknown;
        }

        // The first record of a thread has a frame pointer of zero.
        var fp = callee.Registers[Fp];
        if (fp == 0)
        {
            return CallerSearch.End;
        }

        if (fp > ulong.MaxValue - 16
            || !context.Memory.TryReadStack(fp, out var callerFp)
            || !context.Memory.TryReadStack(fp + 8, out var returnAddress))
        {
            return CallerSearch.Unknown;
        }

        var pc = Strip(context.Process, returnAddress);
        if (pc == 0)
        {
            return PastLastRecord(context, callee, fp);
        }

        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = pc;
        registers[context.Layout.StackPointer] = fp + 16;
        registers[Fp] = Strip(context.Process, callerFp);
        return CallerSearch.Found(context.Caller(registers, FrameTrust.FramePointer));
    }

    public override void RecoverFramePointer(WalkContext context, WalkFrame callee, ulong slot, RegisterFile caller)
    {
        // A frame record keeps the caller's fp just below the return address.
        if (slot != callee.StackPointer && context.Memory.TryReadStack(slot - 8, out var saved)
            && Strip(context.Process, saved) is var fp && fp > slot && context.Memory.InStack(fp))
        {
            caller[Fp] = fp;
        }
    }

    /// <summary>
    /// A record without a return address is the thread's first. Code that keeps no frame pointer leaves it standing
    /// while it calls, so a return address below it, into a known function, still comes first.
    /// </summary>
    static CallerSearch PastLastRecord(WalkContext context, WalkFrame callee, ulong record) =>
        StackScanner.FindCaller(context, callee) is { } found
        && found.StackPointer <= record
        && LinkRegisters.FunctionOf(context, found.Instruction) is not null
            ? CallerSearch.Found(found)
            : CallerSearch.End;

    /// <summary>The caller of a function that was interrupted while its return address was still in lr.</summary>
    /// <remarks>
    /// `ret` takes its address from lr, so after any call that returned, lr points behind that call, into the function
    /// itself. An lr that points into another function is therefore the function's own return address.
    /// </remarks>
    static WalkFrame? ByLinkRegister(WalkContext context, WalkFrame callee)
    {
        if (!callee.IsInterrupted || !callee.Registers.IsValid(Lr))
        {
            return null;
        }

        var lr = context.Architecture.Strip(context.Process, callee.Registers[Lr]);
        if (!LinkRegisters.LeadsOutOfFunction(context, callee, lr) || IsOnFrameRecord(context, callee, lr))
        {
            return null;
        }

        return context.LeafCaller(callee, lr);
    }

    static bool IsOnFrameRecord(WalkContext context, WalkFrame callee, ulong lr) =>
        callee.Registers.IsValid(Fp)
        && context.Memory.TryReadStack(unchecked(callee.Registers[Fp] + 8), out var saved)
        && context.Architecture.Strip(context.Process, saved) == lr;
}
