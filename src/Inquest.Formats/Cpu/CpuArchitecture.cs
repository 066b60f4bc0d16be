namespace Inquest.Formats.Cpu;

/// <summary>The instruction sets a dump can be of. Only the first four are unwound; the others are recognised by name.</summary>
public enum CpuArchitecture
{
    Unknown = 0,
    X86,
    Amd64,
    Arm,
    Arm64,
    Ppc,
    Ppc64,
    Sparc,
    Mips,
    Mips64,
    RiscV32,
    RiscV64,
    LoongArch64,
    Ia64,
    Alpha,
}
