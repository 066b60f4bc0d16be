namespace Inquest.Formats.Elf;

/// <summary>How the caller of one function is found once its prologue has run.</summary>
/// <param name="Start">First address, without the Thumb bit.</param>
/// <param name="Size">Bytes up to the next entry.</param>
/// <param name="CfaRegister">Register that the caller's stack pointer counts from: 13, or a frame pointer.</param>
/// <param name="CfaOffset">Bytes from there.</param>
/// <param name="Saved">Registers that were pushed, as bytes from the caller's stack pointer.</param>
public sealed record ArmUnwindEntry(
    ulong Start, ulong Size, int CfaRegister, int CfaOffset, IReadOnlyList<(int Register, int Offset)> Saved);
