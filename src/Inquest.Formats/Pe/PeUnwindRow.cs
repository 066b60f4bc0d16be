namespace Inquest.Formats.Pe;

/// <summary>How to find the caller's frame from an address on, until the next row of the same function.</summary>
/// <param name="Rva">Relative to the image's base.</param>
/// <param name="CfaRegister">
/// Register that the canonical frame address is counted from. The address is the stack pointer before the call: on x64 the return
/// address lies 8 bytes below it.
/// </param>
/// <param name="CfaOffset">Bytes to add to the register.</param>
/// <param name="IsTrapFrame">
/// x64 only: nothing was called here, a fault or an interrupt was taken. Register plus offset is then the address of the machine
/// frame (instruction pointer, code segment, flags, stack pointer, stack segment; 8 bytes each), and saved registers count from it.
/// </param>
/// <param name="Saved">In order of register; on arm64 with 30 when the return address is no longer in its register.</param>
public sealed record PeUnwindRow(
    uint Rva, int CfaRegister, long CfaOffset, bool IsTrapFrame, IReadOnlyList<PeSavedRegister> Saved);
