using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Cfi;

namespace Inquest.Unwind;

/// <summary>What every method of finding callers works with.</summary>
sealed class WalkContext
{
    public WalkContext(UnwindProcess process, UnwindLimits limits)
    {
        Process = process;
        Limits = limits;
        Architecture = Architecture.For(process.Layout);
        Memory = new StackMemory(process.Memory, process.Layout.PointerSize, limits);
        Cfi = new CfiUnwinder(process, limits);
        Judge = new ReturnAddressJudge(process, Architecture, Memory);
    }

    public UnwindProcess Process { get; }

    public UnwindLimits Limits { get; }

    public Architecture Architecture { get; }

    public StackMemory Memory { get; }

    public CfiUnwinder Cfi { get; }

    public ReturnAddressJudge Judge { get; }

    public RegisterLayout Layout => Process.Layout;

    /// <summary>The caller of an interrupted leaf function: nothing but the program counter has changed.</summary>
    public WalkFrame LeafCaller(WalkFrame callee, ulong returnAddress)
    {
        var registers = new RegisterFile(Layout);
        foreach (var register in Layout.CalleeSaved)
        {
            if (callee.Registers.IsValid(register))
            {
                registers[register] = callee.Registers[register];
            }
        }

        registers[Layout.ProgramCounter] = returnAddress;
        registers[Layout.StackPointer] = callee.StackPointer;
        return new WalkFrame(registers, Architecture.CallOf(returnAddress), FrameTrust.FramePointer) { HasExactStack = true };
    }

    /// <summary>A caller with these registers; its instruction is inside of the call that it made.</summary>
    public WalkFrame Caller(RegisterFile registers, FrameTrust trust) =>
        new(registers, Architecture.CallOf(registers.ProgramCounter), trust);
}
