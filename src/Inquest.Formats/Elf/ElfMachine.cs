using Inquest.Formats.Cpu;

namespace Inquest.Formats.Elf;

/// <summary>e_machine numbers and what they mean elsewhere.</summary>
public static class ElfMachine
{
    public const int Sparc = 2;
    public const int X86 = 3;
    public const int Mips = 8;
    public const int Ppc = 20;
    public const int Ppc64 = 21;
    public const int S390 = 22;
    public const int Arm = 40;
    public const int SparcV9 = 43;
    public const int Ia64 = 50;
    public const int Amd64 = 62;
    public const int Arm64 = 183;
    public const int RiscV = 243;
    public const int LoongArch = 258;

    public static CpuArchitecture ToArchitecture(int machine, bool is64Bit) => machine switch
    {
        X86 => CpuArchitecture.X86,
        // x32 is amd64 code in a 32-bit file; its registers are those of amd64.
        Amd64 => CpuArchitecture.Amd64,
        Arm => CpuArchitecture.Arm,
        Arm64 => CpuArchitecture.Arm64,
        Ppc => CpuArchitecture.Ppc,
        Ppc64 => CpuArchitecture.Ppc64,
        Sparc or SparcV9 => CpuArchitecture.Sparc,
        Mips => is64Bit ? CpuArchitecture.Mips64 : CpuArchitecture.Mips,
        RiscV => is64Bit ? CpuArchitecture.RiscV64 : CpuArchitecture.RiscV32,
        LoongArch => CpuArchitecture.LoongArch64,
        Ia64 => CpuArchitecture.Ia64,
        _ => CpuArchitecture.Unknown,
    };
}
