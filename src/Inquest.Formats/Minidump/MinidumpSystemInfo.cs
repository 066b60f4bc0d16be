using Inquest.Formats.Cpu;

namespace Inquest.Formats.Minidump;

/// <summary>The machine (MINIDUMP_SYSTEM_INFO, 56 bytes).</summary>
public sealed record MinidumpSystemInfo
{
    public OsFamily Os { get; init; }

    /// <summary>The number behind <see cref="Os"/>.</summary>
    public uint PlatformId { get; init; }

    public uint MajorVersion { get; init; }

    public uint MinorVersion { get; init; }

    public uint BuildNumber { get; init; }

    /// <summary>Service pack on Windows, build on macOS, <c>uname -srvm</c> on Linux; null when the file has none.</summary>
    public string? CsdVersion { get; init; }

    public CpuArchitecture Architecture { get; init; }

    /// <summary>The number behind <see cref="Architecture"/>.</summary>
    public ushort ProcessorArchitecture { get; init; }

    /// <summary>CPU family on x86, architecture version on ARM.</summary>
    public ushort ProcessorLevel { get; init; }

    /// <summary>Model in the high byte and stepping in the low one on x86.</summary>
    public ushort ProcessorRevision { get; init; }

    public byte NumberOfProcessors { get; init; }

    /// <summary>VER_NT_WORKSTATION 1, VER_NT_DOMAIN_CONTROLLER 2, VER_NT_SERVER 3.</summary>
    public byte ProductType { get; init; }

    public ushort SuiteMask { get; init; }

    /// <summary>CPUID vendor of an x86 CPU, e.g. <c>GenuineIntel</c>; null elsewhere.</summary>
    public string? CpuVendor { get; init; }

    /// <summary>CPUID leaf 1 EAX of a 32-bit x86 process, otherwise zero.</summary>
    public uint CpuVersionInformation { get; init; }

    /// <summary>CPUID leaf 1 EDX of a 32-bit x86 process, otherwise zero.</summary>
    public uint CpuFeatureInformation { get; init; }

    /// <summary>CPUID leaf 0x80000001 EDX of a 32-bit x86 process, otherwise zero.</summary>
    public uint CpuAmdFeatures { get; init; }

    /// <summary>MIDR register of an ARM CPU (Breakpad), otherwise zero.</summary>
    public uint ArmCpuId { get; init; }

    /// <summary>AT_HWCAP of an ARM CPU (Breakpad), otherwise zero.</summary>
    public uint ArmHwcaps { get; init; }

    /// <summary>PF_ feature bits where the CPU is not 32-bit x86 (Windows), otherwise empty.</summary>
    public IReadOnlyList<ulong> ProcessorFeatures { get; init; } = [];

    /// <summary>Bytes of a pointer, or 0 when the architecture is not known.</summary>
    public int PointerSize => Architecture switch
    {
        CpuArchitecture.Unknown => 0,
        CpuArchitecture.X86 or CpuArchitecture.Arm or CpuArchitecture.Ppc or CpuArchitecture.Mips
            or CpuArchitecture.RiscV32 => 4,
        _ => 8,
    };

    /// <summary><c>10.0.22621</c>.</summary>
    public string OsVersion => $"{MajorVersion}.{MinorVersion}.{BuildNumber}";

    /// <summary><c>family 6 model 142 stepping 10</c> on x86, <c>ARMv7 …</c> on ARM, null when there is nothing to say.</summary>
    public string? CpuDescription => Architecture switch
    {
        CpuArchitecture.X86 or CpuArchitecture.Amd64 =>
            $"family {ProcessorLevel} model {ProcessorRevision >> 8} stepping {ProcessorRevision & 0xFF}",
        CpuArchitecture.Arm when ArmCpuId != 0 => ArmCpuNames.Describe(ArmCpuId, ArmHwcaps),

        // The level of an ARM64 dump is a marketing number (Crashpad on macOS: 7000), not an architecture version.
        CpuArchitecture.Arm => $"ARMv{ProcessorLevel}",
        _ => null,
    };
}
