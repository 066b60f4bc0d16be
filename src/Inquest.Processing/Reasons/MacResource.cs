using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>EXC_RESOURCE: which limit a process ran over (kern/exc_resource.h).</summary>
/// <remarks>Code: type in bits 61–63, flavor in 58–60, limits below, which differ by type. Subcode: what was observed.</remarks>
static class MacResource
{
    public static string? Describe(MinidumpException exception)
    {
        var code = MacReason.Parameter(exception, 1);
        var subcode = MacReason.Parameter(exception, 2);
        var flavor = (code >> 58) & 7;
        return ((exception.Flags >> 29) & 7) switch
        {
            1 => "RESOURCE_TYPE_CPU / " + (flavor switch
            {
                1 => Cpu("FLAVOR_CPU_MONITOR", code, subcode),
                2 => Cpu("FLAVOR_CPU_MONITOR_FATAL", code, subcode),
                _ => Raw(code, subcode),
            }),
            2 => "RESOURCE_TYPE_WAKEUPS / " + (flavor == 1
                ? $"FLAVOR_WAKEUPS_MONITOR interval: {(code >> 20) & 0xFFFFF}s wakeups permitted: {code & 0xFFF} "
                    + $"wakeups observed: {subcode & 0xFFF}"
                : Raw(code, subcode)),
            3 => "RESOURCE_TYPE_MEMORY / " + (flavor == 1
                ? $"FLAVOR_HIGH_WATERMARK high watermark limit: {code & 0x1FFF}MiB"
                : Raw(code, subcode)),
            4 => "RESOURCE_TYPE_IO / " + (flavor switch
            {
                1 => Io("FLAVOR_IO_PHYSICAL_WRITES", code, subcode),
                2 => Io("FLAVOR_IO_LOGICAL_WRITES", code, subcode),
                _ => Raw(code, subcode),
            }),
            5 => "RESOURCE_TYPE_THREADS / " + (flavor == 1
                ? $"FLAVOR_THREADS_HIGH_WATERMARK high watermark limit: {code & 0x7FFF}"
                : Raw(code, subcode)),
            _ => null,
        };
    }

    static string Cpu(string flavor, ulong code, ulong subcode) =>
        $"{flavor} interval: {(code >> 7) & 0x1FFFFFF}s CPU limit: {code & 7}% CPU consumed: {subcode & 7}%";

    static string Io(string flavor, ulong code, ulong subcode) =>
        $"{flavor} interval: {(code >> 15) & 0x1FFFF}s I/O limit: {code & 0x7FFF}% I/O observed: {subcode & 0x7FFF}%";

    static string Raw(ulong code, ulong subcode) => $"0x{code:x16} / 0x{subcode:x16}";
}
