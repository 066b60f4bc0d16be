namespace Inquest.Formats.Pe;

/// <summary>What one instruction of an arm64 prolog does.</summary>
/// <param name="Allocation">Bytes that the stack pointer goes down by, before anything is stored.</param>
/// <param name="Register">First general register that is stored, or -1.</param>
/// <param name="Second">The other of a pair, or -1.</param>
/// <param name="Offset">Bytes from the stack pointer, after the allocation, to where the first is stored.</param>
public readonly record struct Arm64UnwindCode(Arm64UnwindOp Op, uint Allocation, int Register, int Second, uint Offset);
