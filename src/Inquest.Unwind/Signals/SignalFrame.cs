using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Signals;

/// <summary>Reads the registers that Linux saved on the stack when it interrupted a thread for a signal.</summary>
/// <remarks>
/// Layouts are the kernel's <c>rt_sigframe</c> and <c>sigframe</c> as seen when the handler has returned into the
/// trampoline, all offsets in bytes from the stack pointer of then:
/// amd64: <c>ucontext</c> at 0, its registers at 40 (r8 … r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags).
/// arm64: <c>siginfo</c> at 0, <c>ucontext</c> at 128, its x0 at 184 from there (sp at 432, pc at 440).
/// arm: <c>ucontext</c> at 0 for handlers without and at 128 for those with SA_SIGINFO; its r0 at 32.
/// x86: the signal's number at 0; without SA_SIGINFO the registers at 4, with it the address of <c>ucontext</c> at 8
/// and the registers 20 into that (gs, fs, es, ds, edi, esi, ebp, esp, ebx, edx, ecx, eax, trap, error, eip, cs, efl).
/// </remarks>
static class SignalFrame
{
    static readonly int[] Amd64Order = Indexes(RegisterLayout.Amd64,
        ["r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp", "rbx", "rdx", "rax", "rcx", "rsp", "rip", "eflags"]);

    static readonly int[] X86Order = Indexes(RegisterLayout.X86,
        ["gs", "fs", "es", "ds", "edi", "esi", "ebp", "esp", "ebx", "edx", "ecx", "eax", "", "", "eip", "cs", "efl"]);

    static readonly int[] ArmOrder = Indexes(RegisterLayout.Arm,
        ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc", "cpsr"]);

    static readonly int[] Arm64Order = Indexes(RegisterLayout.Arm64,
        ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
            "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "fp", "lr", "sp", "pc", "cpsr"]);

    /// <summary>The interrupted registers, or null when there is no such frame at the stack pointer.</summary>
    /// <param name="context">The walk.</param>
    /// <param name="stackPointer">The stack pointer in the trampoline.</param>
    /// <param name="isKnown">True when the trampoline was recognised; otherwise each field must look right by itself.</param>
    public static RegisterFile? TryRead(WalkContext context, ulong stackPointer, bool isKnown)
    {
        // Half of all stacks end near the top of the address space of 32-bit processes; a frame is 2 KiB at most.
        if (stackPointer == 0 || stackPointer > ulong.MaxValue - 2048)
        {
            return null;
        }

        return context.Layout.Architecture switch
        {
            CpuArchitecture.Amd64 => ReadAmd64(context, stackPointer, isKnown),
            CpuArchitecture.X86 => ReadX86(context, stackPointer, isKnown),
            CpuArchitecture.Arm => ReadArm(context, stackPointer, isKnown),
            CpuArchitecture.Arm64 => ReadArm64(context, stackPointer, isKnown),
            _ => null,
        };
    }

    static RegisterFile? ReadAmd64(WalkContext context, ulong ucontext, bool isKnown)
    {
        const ulong highestFlag = 7; // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS
        const ulong userCodeSegment = 0x33;
        const ulong userSpaceEnd = 0x8000_0000_0000;
        var memory = context.Memory;
        if (!memory.TryRead(ucontext, out var flags) || !memory.TryRead(ucontext + 184, out var segments)
            || ReadRegisters(context, ucontext + 40, 8, Amd64Order) is not { } registers
            || (segments & 0xFFFF) != userCodeSegment
            || registers.StackPointer >= userSpaceEnd)
        {
            return null;
        }

        return isKnown || (flags <= highestFlag && IsBelievable(context, registers)) ? registers : null;
    }

    static RegisterFile? ReadX86(WalkContext context, ulong stackPointer, bool isKnown)
    {
        var memory = context.Memory;
        if (!memory.TryRead(stackPointer, out var signal) || !IsSignal(signal))
        {
            return null;
        }

        if (memory.TryRead(stackPointer + 8, out var ucontext) && ucontext > stackPointer && ucontext < stackPointer + 512
            && ReadX86Registers(context, ucontext + 20, isKnown) is { } withInfo)
        {
            return withInfo;
        }

        return ReadX86Registers(context, stackPointer + 4, isKnown);
    }

    static RegisterFile? ReadX86Registers(WalkContext context, ulong address, bool isKnown)
    {
        const ulong codeSegmentIn32BitKernel = 0x73;
        const ulong codeSegmentIn64BitKernel = 0x23;
        return ReadRegisters(context, address, 4, X86Order) is { } registers
            && registers.TryGet("cs", out var cs)
            && (cs & 0xFFFF) is codeSegmentIn32BitKernel or codeSegmentIn64BitKernel
            && (isKnown || IsBelievable(context, registers))
                ? registers
                : null;
    }

    static RegisterFile? ReadArm(WalkContext context, ulong stackPointer, bool isKnown)
    {
        // The kernel marks frames without siginfo with this in uc_flags.
        const ulong noInfoMark = 0x5AC3_C35A;
        if (!context.Memory.TryRead(stackPointer, out var first))
        {
            return null;
        }

        ulong ucontext;
        if (first == noInfoMark)
        {
            ucontext = stackPointer;
        }
        else if (first == stackPointer + 8)
        {
            // Kernels before 2.6.18 put the addresses of siginfo and ucontext in front.
            ucontext = stackPointer + 8 + 128;
        }
        else if (IsSignal(first))
        {
            ucontext = stackPointer + 128;
        }
        else
        {
            return null;
        }

        const ulong modeMask = 0x1F;
        const ulong userMode = 0x10;
        const ulong thumbFlag = 0x20;
        if (ReadRegisters(context, ucontext + 32, 4, ArmOrder) is not { } registers
            || !registers.TryGet("cpsr", out var cpsr) || (cpsr & modeMask) != userMode
            || !(isKnown || IsBelievable(context, registers)))
        {
            return null;
        }

        // As contexts of threads have it: the program counter is an address, and the flag says Thumb.
        if ((cpsr & thumbFlag) != 0)
        {
            registers[context.Layout.ProgramCounter] = registers.ProgramCounter & ~1UL;
        }

        return registers;
    }

    static RegisterFile? ReadArm64(WalkContext context, ulong stackPointer, bool isKnown)
    {
        const ulong modeBits = 0xF;
        if (!context.Memory.TryRead(stackPointer, out var signal) || !IsSignal(signal & 0xFFFF_FFFF)
            || ReadRegisters(context, stackPointer + 128 + 184, 8, Arm64Order) is not { } registers
            || !registers.TryGet("cpsr", out var state) || (state & modeBits) != 0 || state >> 32 != 0
            || (registers.StackPointer & 15) != 0)
        {
            return null;
        }

        return isKnown || IsBelievable(context, registers) ? registers : null;
    }

    static bool IsSignal(ulong number) => number is >= 1 and <= 64;

    /// <summary>True when the program counter is in code (or at zero, after a jump to null) and the stack is in the dump.</summary>
    static bool IsBelievable(WalkContext context, RegisterFile registers) =>
        context.Memory.TryRead(registers.StackPointer, out _)
        && (registers.ProgramCounter == 0 || context.Process.Modules.Find(registers.ProgramCounter) is not null);

    static RegisterFile? ReadRegisters(WalkContext context, ulong address, uint size, int[] order)
    {
        var registers = new RegisterFile(context.Layout);
        foreach (var index in order)
        {
            if (!context.Memory.TryRead(address, out var value))
            {
                return null;
            }

            if (index >= 0)
            {
                registers[index] = value;
            }

            address += size;
        }

        return registers;
    }

    static int[] Indexes(RegisterLayout layout, string[] names) => [.. names.Select(name => layout.IndexOf(name))];
}
