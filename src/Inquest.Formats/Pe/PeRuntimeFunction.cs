namespace Inquest.Formats.Pe;

/// <summary>An entry of .pdata. Addresses are relative to the image's base.</summary>
/// <param name="End">Behind the last byte of code. On arm64 it is worked out from the unwind data.</param>
/// <param name="UnwindData">x64: address of the unwind information. arm64: that, or the information itself in packed form.</param>
public readonly record struct PeRuntimeFunction(uint Begin, uint End, uint UnwindData);
