namespace Inquest.Formats.Pe;

/// <summary>UWOP codes of x64 unwind information (x64 exception handling, "Unwind operation code").</summary>
public enum X64UnwindOp
{
    PushNonVolatile = 0,
    AllocateLarge = 1,
    AllocateSmall = 2,
    SetFrameRegister = 3,
    SaveNonVolatile = 4,
    SaveNonVolatileFar = 5,

    /// <summary>Version 2 only; in version 1 a form of saving half a vector register that no compiler emits.</summary>
    Epilog = 6,
    Spare = 7,
    SaveVector = 8,
    SaveVectorFar = 9,
    PushMachineFrame = 10,
}
