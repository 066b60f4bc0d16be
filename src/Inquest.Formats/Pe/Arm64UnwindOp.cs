namespace Inquest.Formats.Pe;

/// <summary>Kinds of arm64 unwind codes, as far as they differ for who looks for the caller.</summary>
public enum Arm64UnwindOp
{
    /// <summary>Allocates, stores general registers, or both.</summary>
    Store,

    /// <summary>Stores the pair behind the one stored before.</summary>
    StoreNext,

    /// <summary>The frame pointer becomes the stack pointer plus <see cref="Arm64UnwindCode.Offset"/>.</summary>
    SetFramePointer,

    /// <summary>An instruction that does not matter here: vector registers, homed arguments, signing of the return address.</summary>
    Nothing,

    /// <summary>The return, or the jump that ends an epilog.</summary>
    End,
}
