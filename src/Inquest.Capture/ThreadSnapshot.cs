using Inquest.Formats.Cpu;

namespace Inquest.Capture;

/// <summary>One thread as it was stopped.</summary>
/// <param name="FloatingPoint">
/// The kernel's image of its floating-point state: FXSAVE (512 bytes) of amd64, fsave (108) of x86, user_fpsimd_state (528) of
/// arm64; empty when unknown.
/// </param>
public sealed record ThreadSnapshot(uint Id, string? Name, RegisterFile Registers, ReadOnlyMemory<byte> FloatingPoint);
