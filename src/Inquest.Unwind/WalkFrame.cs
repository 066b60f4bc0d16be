using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind;

/// <summary>A frame while the walk is in it.</summary>
sealed class WalkFrame(RegisterFile registers, ulong instruction, FrameTrust trust)
{
    public RegisterFile Registers { get; } = registers;

    /// <summary>Address to look things up by: exact, or inside the call instruction.</summary>
    public ulong Instruction { get; set; } = instruction;

    public FrameTrust Trust { get; } = trust;

    /// <summary>True when all registers are those of an interrupted instruction: a thread's context or a signal's.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>True when the stack pointer is certain although the frame was not found by rules: a leaf's caller.</summary>
    public bool HasExactStack { get; init; }

    /// <summary>True when this is the kernel's trampoline that a signal handler returns to.</summary>
    public bool IsSignalTrampoline { get; set; }

    /// <summary>Bytes of parameters that the caller pushed for this frame's function (x86); null when not known.</summary>
    public uint? ParameterSize { get; set; }

    public ulong ProgramCounter => Registers.ProgramCounter;

    public ulong StackPointer => Registers.StackPointer;
}
