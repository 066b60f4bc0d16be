using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>The machine and the process, gathered from the streams that speak of them.</summary>
static class SystemFactsReader
{
    public static SystemFacts Read(MinidumpFile dump)
    {
        var system = dump.SystemInfo;
        var version = OsVersionText.Read(system);
        var lsb = LinuxDistribution.Read(dump);
        return new SystemFacts
        {
            Os = system is null ? null : OsName(system),
            OsVersion = version.Version,
            OsBuild = version.Build,
            Cpu = CpuName(dump.Architecture),
            CpuInfo = CpuInfo(dump, system),
            CpuCount = system?.NumberOfProcessors,
            CpuMicrocode = MinidumpLinuxStreams.Field(dump.Linux.CpuInfo, "microcode"),
            LinuxDistribution = lsb?.Description ?? lsb?.Id,
            ProcessId = ProcessId(dump),
            ProcessStartedAt = dump.MiscInfo?.ProcessCreateTime,
            ProcessUptimeSeconds = Uptime(dump),
        };
    }

    static string OsName(MinidumpSystemInfo system) => system.Os switch
    {
        OsFamily.MacOS => "macOS",
        OsFamily.IOS => "iOS",
        OsFamily.WindowsCe => "Windows CE",
        OsFamily.PlayStation3 => "PS3",
        OsFamily.NativeClient => "NaCl",
        OsFamily.Unknown => $"0x{system.PlatformId:x8}",
        var os => os.ToString(),
    };

    static string CpuName(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Unknown => "unknown",
        var known => known.ToString().ToLowerInvariant(),
    };

    static string? CpuInfo(MinidumpFile dump, MinidumpSystemInfo? system)
    {
        if (system?.CpuDescription is not { } description)
        {
            return null;
        }

        // The vendor is part of the words only where the dump has it, which is on 32-bit x86.
        return dump.Architecture == CpuArchitecture.X86 && system.CpuVendor is { Length: > 0 } vendor
            ? $"{vendor} {description}"
            : description;
    }

    static uint? ProcessId(MinidumpFile dump) =>
        dump.MiscInfo?.ProcessId
        ?? (uint.TryParse(MinidumpLinuxStreams.Field(dump.Linux.ProcStatus, "Pid"), out var pid) ? pid : null);

    static long? Uptime(MinidumpFile dump) =>
        dump.MiscInfo?.ProcessCreateTime is { } created && dump.Header.TimeDateStamp >= created
            ? dump.Header.TimeDateStamp - created
            : null;
}
