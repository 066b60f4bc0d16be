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

    /// <summary>A caller with these registers; its instruction is inside of the call that it made.</summary>
    public WalkFrame Caller(RegisterFile registers, FrameTrust trust) =>
        new(registers, Architecture.CallOf(registers.ProgramCounter), trust);
}
