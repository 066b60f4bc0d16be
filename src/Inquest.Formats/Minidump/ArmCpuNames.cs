using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Puts a MIDR register into words (Arm Architecture Reference Manual, MIDR_EL1).</summary>
static class ArmCpuNames
{
    static readonly (uint Implementer, string Name)[] Implementers =
    [
        (0x41, "ARM"), (0x42, "Broadcom"), (0x43, "Cavium"), (0x44, "DEC"), (0x48, "HiSilicon"), (0x4E, "NVIDIA"),
        (0x51, "Qualcomm"), (0x53, "Samsung"), (0x56, "Marvell"), (0x61, "Apple"), (0x69, "Intel"), (0xC0, "Ampere"),
    ];

    static readonly (uint Part, string Name)[] ArmParts =
    [
        (0x920, "ARM920T"), (0xB36, "ARM1136"), (0xB76, "ARM1176"), (0xC05, "Cortex-A5"), (0xC07, "Cortex-A7"),
        (0xC08, "Cortex-A8"), (0xC09, "Cortex-A9"), (0xC0F, "Cortex-A15"), (0xC14, "Cortex-R4"), (0xC15, "Cortex-R5"),
        (0xD03, "Cortex-A53"), (0xD04, "Cortex-A35"), (0xD05, "Cortex-A55"), (0xD07, "Cortex-A57"), (0xD08, "Cortex-A72"),
        (0xD09, "Cortex-A73"), (0xD0A, "Cortex-A75"), (0xD0B, "Cortex-A76"), (0xD0C, "Neoverse-N1"), (0xD40, "Neoverse-V1"),
        (0xD41, "Cortex-A78"), (0xD44, "Cortex-X1"), (0xD46, "Cortex-A510"), (0xD47, "Cortex-A710"), (0xD48, "Cortex-X2"),
        (0xD49, "Neoverse-N2"),
    ];

    // Bit order of AT_HWCAP on 32-bit ARM (asm/hwcap.h of the kernel).
    static readonly string[] Features =
    [
        "swp", "half", "thumb", "26bit", "fastmult", "fpa", "vfpv2", "edsp", "java", "iwmmxt", "crunch", "thumbee", "neon",
        "vfpv3", "vfpv3d16", "tls", "vfpv4", "idiva", "idivt", "vfpd32", "lpae", "evtstrm",
    ];

    public static string Describe(uint cpuId, uint hwcaps)
    {
        var text = new StringBuilder();
        var implementer = cpuId >> 24;
        var part = (cpuId >> 4) & 0xFFF;
        text.Append(NameOf(Implementers, implementer) ?? $"implementer 0x{implementer:x}").Append(' ');
        text.Append((implementer == 0x41 ? NameOf(ArmParts, part) : null) ?? $"part 0x{part:x}");
        text.Append($" r{(cpuId >> 20) & 0xF}p{cpuId & 0xF}");
        if (hwcaps != 0)
        {
            text.Append(" features:");
            for (var bit = 0; bit < Features.Length; bit++)
            {
                if ((hwcaps & (1u << bit)) != 0)
                {
                    text.Append(' ').Append(Features[bit]);
                }
            }
        }

        return text.ToString();
    }

    static string? NameOf((uint Number, string Name)[] table, uint number)
    {
        foreach (var (candidate, name) in table)
        {
            if (candidate == number)
            {
                return name;
            }
        }

        return null;
    }
}
