using Inquest.Formats.Cpu;

namespace Inquest.Unwind;

/// <summary>Two places where a thread on x86 or x86-64 stops and whose caller is certain without any rules.</summary>
static class X86Stops
{
    static readonly string[] SystemCallOrder = ["ebp", "edx", "ecx"];

    /// <summary>The caller, or null when the frame is at no such place.</summary>
    public static WalkFrame? FindCaller(WalkContext context, WalkFrame callee) =>
        !callee.IsInterrupted ? null : context.Layout.Architecture switch
        {
            CpuArchitecture.X86 => AfterSystemCall(context, callee) ?? AfterWildCall(context, callee),
            CpuArchitecture.Amd64 => AfterWildCall(context, callee),
            _ => null,
        };

    /// <summary>
    /// Where the kernel returns to in its 32-bit page: <c>pop %ebp; pop %edx; pop %ecx; ret</c>. Each thread that waits and
    /// each that called abort() stops here, with another value than the frame pointer in ebp.
    /// </summary>
    static WalkFrame? AfterSystemCall(WalkContext context, WalkFrame callee)
    {
        const uint returnCode = 0xC359_5A5D;
        var isThere = context.Memory.TryRead(callee.ProgramCounter, out var code)
            ? code == returnCode
            : context.Process.Modules.Find(callee.ProgramCounter)?.Name is "linux-gate.so" or "[vdso]";
        if (!isThere)
        {
            return null;
        }

        var slot = callee.StackPointer;
        var registers = KeptBy(context, callee);
        foreach (var name in SystemCallOrder)
        {
            if (!context.Memory.TryReadStack(slot, out var value))
            {
                return null;
            }

            registers[context.Layout.IndexOf(name)] = value;
            slot += 4;
        }

        return Caller(context, registers, slot);
    }

    /// <summary>A call through a null or wild pointer has pushed its return address and done nothing else.</summary>
    static WalkFrame? AfterWildCall(WalkContext context, WalkFrame callee)
    {
        var isWild = context.Process.Modules.Find(callee.ProgramCounter) is null
            && (callee.ProgramCounter < StackScanner.LowestCode || !context.Judge.CouldBeCode(callee.ProgramCounter));
        return isWild ? Caller(context, KeptBy(context, callee), callee.StackPointer) : null;
    }

    static WalkFrame? Caller(WalkContext context, RegisterFile registers, ulong slot)
    {
        if (!context.Memory.TryReadStack(slot, out var returnAddress) || context.Judge.Judge(returnAddress) == CodeEvidence.None)
        {
            return null;
        }

        registers[context.Layout.ProgramCounter] = returnAddress;
        registers[context.Layout.StackPointer] = slot + (uint)context.Layout.PointerSize;
        return context.Caller(registers, Reports.FrameTrust.Cfi);
    }

    static RegisterFile KeptBy(WalkContext context, WalkFrame callee)
    {
        var registers = new RegisterFile(context.Layout);
        foreach (var register in context.Layout.CalleeSaved)
        {
            if (callee.Registers.IsValid(register))
            {
                registers[register] = callee.Registers[register];
            }
        }

        return registers;
    }
}
