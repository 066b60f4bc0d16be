using Inquest.Formats.Cpu;

namespace Inquest.Formats.MachO;

/// <summary>cputype and cpusubtype (mach/machine.h) and the names that Apple's tools and Breakpad give them.</summary>
public static class MachOCpu
{
    public const uint X86 = 7;
    public const uint Arm = 12;
    public const uint PowerPc = 18;
    public const uint Is64 = 0x0100_0000;
    public const uint Is64With32BitPointers = 0x0200_0000;

    // The top byte says which ABI features are used (arm64e: version of pointer authentication).
    const uint FeatureMask = 0xFF00_0000;

    public static CpuArchitecture ToArchitecture(uint type) => type switch
    {
        X86 => CpuArchitecture.X86,
        X86 | Is64 => CpuArchitecture.Amd64,
        Arm => CpuArchitecture.Arm,
        Arm | Is64 or Arm | Is64With32BitPointers => CpuArchitecture.Arm64,
        PowerPc => CpuArchitecture.Ppc,
        PowerPc | Is64 => CpuArchitecture.Ppc64,
        _ => CpuArchitecture.Unknown,
    };

    /// <summary>As in a MODULE record and in <c>lipo -archs</c>, except that i386 is x86 as Breakpad has it.</summary>
    public static string Name(uint type, uint subtype) => (type, subtype & ~FeatureMask) switch
    {
        (X86, _) => "x86",
        (X86 | Is64, 8) => "x86_64h",
        (X86 | Is64, _) => "x86_64",
        (Arm, 5) => "armv4t",
        (Arm, 6) => "armv6",
        (Arm, 7) => "armv5",
        (Arm, 9) => "armv7",
        (Arm, 10) => "armv7f",
        (Arm, 11) => "armv7s",
        (Arm, 12) => "armv7k",
        (Arm, 14) => "armv6m",
        (Arm, 15) => "armv7m",
        (Arm, 16) => "armv7em",
        (Arm, _) => "arm",
        (Arm | Is64, 2) => "arm64e",
        (Arm | Is64, _) => "arm64",
        (Arm | Is64With32BitPointers, _) => "arm64_32",
        (PowerPc, _) => "ppc",
        (PowerPc | Is64, _) => "ppc64",
        _ => $"cpu{type:x}",
    };

    /// <summary>True when a name a person typed means this CPU: <c>i386</c>, <c>amd64</c> and <c>aarch64</c> are understood.</summary>
    public static bool IsNamed(uint type, uint subtype, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = name.ToLowerInvariant() switch
        {
            "i386" or "i486" or "i586" or "i686" => "x86",
            "amd64" or "x64" or "x86-64" => "x86_64",
            "aarch64" => "arm64",
            var other => other,
        };
        return Name(type, subtype) == wanted;
    }
}
