namespace Inquest.Formats.Pe;

/// <summary>One step of a prolog.</summary>
/// <param name="PrologOffset">Bytes from the function's start to the end of the instruction.</param>
/// <param name="Info">Register number, or whether there is an error code for a machine frame.</param>
/// <param name="Operand">Bytes: how much is allocated, or where from the frame's base the register is saved.</param>
public readonly record struct X64UnwindCode(byte PrologOffset, X64UnwindOp Op, byte Info, uint Operand);
