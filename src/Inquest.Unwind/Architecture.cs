using Inquest.Formats.Cpu;

namespace Inquest.Unwind;

/// <summary>What differs between instruction sets when a stack is walked.</summary>
abstract class Architecture
{
    /// <summary>True when calls leave the return address in a register, so that a leaf may not touch the stack.</summary>
    public abstract bool HasLinkRegister { get; }

    public static Architecture For(RegisterLayout layout) => layout.Architecture switch
    {
        CpuArchitecture.X86 => new X86(),
        CpuArchitecture.Amd64 => new Amd64(),
        CpuArchitecture.Arm => new Arm(),
        CpuArchitecture.Arm64 => new Arm64(),
        _ => throw new ArgumentException($"{layout.Architecture} is not unwound.", nameof(layout)),
    };

    /// <summary>An address inside of the call instruction that <paramref name="returnAddress"/> follows.</summary>
    public abstract ulong CallOf(ulong returnAddress);

    /// <summary>A pointer without what the hardware keeps in its unused bits.</summary>
    public virtual ulong Strip(UnwindProcess process, ulong pointer) => pointer;

    /// <summary>Cheap test of a stack's word, before anything is looked up.</summary>
    public abstract bool CouldBeReturnAddress(ulong word);

    /// <summary>True when the code bytes just before a return address end with a call.</summary>
    /// <param name="before">Up to eight bytes that end where the return address points to.</param>
    /// <param name="returnAddress">Needed where the instruction set is chosen by its low bit.</param>
    public abstract bool EndsWithCall(ReadOnlySpan<byte> before, ulong returnAddress);

    /// <summary>True for frames from which the longer search is made.</summary>
    public abstract bool ScansFarFrom(WalkFrame callee);

    /// <summary>Finds the caller by frame records or by a link register that is known to hold the return address.</summary>
    public abstract CallerSearch ByFramePointer(WalkContext context, WalkFrame callee);

    /// <summary>Fills in the frame pointer of a caller whose return address was found at <paramref name="slot"/>.</summary>
    public abstract void RecoverFramePointer(WalkContext context, WalkFrame callee, ulong slot, RegisterFile caller);
}
