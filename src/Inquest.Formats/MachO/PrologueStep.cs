namespace Inquest.Formats.MachO;

/// <summary>One instruction of a prologue and what holds after it. Registers by DWARF number, offsets in bytes.</summary>
/// <param name="After">Bytes from the function's start to the end of the instruction.</param>
/// <param name="CfaRegister">The canonical frame address is from now on this register and <paramref name="CfaOffset"/>.</param>
/// <param name="Saved">Registers that were stored, and where from the canonical frame address.</param>
public sealed record PrologueStep(int After, int CfaRegister, long CfaOffset, IReadOnlyList<(int Register, long Offset)> Saved);
