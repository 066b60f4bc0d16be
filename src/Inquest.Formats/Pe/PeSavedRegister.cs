namespace Inquest.Formats.Pe;

/// <summary>Where the caller's value of a register lies.</summary>
/// <param name="Register">The architecture's own number: on x64 that of instruction encoding, so 3 is rbx.</param>
/// <param name="Offset">Bytes from the canonical frame address, mostly negative.</param>
public readonly record struct PeSavedRegister(int Register, long Offset);
