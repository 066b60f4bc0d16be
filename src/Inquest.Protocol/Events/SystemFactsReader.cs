using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>contexts.os</c>, <c>device</c>, <c>runtime</c> and <c>app</c> → the facts that pages and filters know by name.</summary>
static class SystemFactsReader
{
    public static SystemFacts Read(JsonElement contexts)
    {
        const int longest = 200;
        var (os, device) = (contexts.Get("os"u8), contexts.Get("device"u8));
        var (runtime, app) = (contexts.Get("runtime"u8), contexts.Get("app"u8));
        var described = os.Get("raw_description"u8).Text(longest);
        var name = os.Get("name"u8).Text(longest) ?? described;
        var distribution = os.Get("distribution_pretty_name"u8).Text(longest)
            ?? Join(os.Get("distribution_name"u8).Text(longest), os.Get("distribution_version"u8).Text(longest));
        return new SystemFacts
        {
            Os = name,
            OsVersion = os.Get("version"u8).Text(longest) ?? (name == described ? null : described),
            OsBuild = os.Get("build"u8).Text(longest) ?? os.Get("kernel_version"u8).Text(longest),
            LinuxDistribution = distribution,
            Cpu = Cpu(device.Get("arch"u8).Text(longest) ?? contexts.Get("culture"u8).Get("arch"u8).Text(longest)),
            CpuInfo = device.Get("cpu_description"u8).Text(longest),
            CpuCount = device.Get("processor_count"u8).Integer() is > 0 and < 100_000 and var count ? (int)count : null,
            DeviceModel = Join(device.Get("manufacturer"u8).Text(longest), device.Get("model"u8).Text(longest) ?? device.Get("family"u8).Text(longest)),
            Runtime = runtime.Get("name"u8).Text(longest) ?? runtime.Get("raw_description"u8).Text(longest),
            RuntimeVersion = runtime.Get("version"u8).Text(longest),
            ProcessStartedAt = ClientTime.Parse(app.Get("app_start_time"u8))?.ToUnixTimeSeconds(),
        };
    }

    /// <summary>One spelling for processors that every system names in its own way.</summary>
    static string? Cpu(string? arch) => arch?.ToLowerInvariant() switch
    {
        null => null,
        "x86_64" or "x64" or "amd64" or "x86_64h" => "amd64",
        "x86" or "i386" or "i686" or "i586" or "ia32" => "x86",
        "aarch64" or "arm64" or "arm64e" or "arm64-v8a" => "arm64",
        "arm" or "armv7" or "armv7l" or "armv7s" or "armeabi-v7a" => "arm",
        _ => arch,
    };

    static string? Join(string? first, string? second) =>
        first is null ? second : second is null || second.StartsWith(first, StringComparison.OrdinalIgnoreCase) ? second ?? first : $"{first} {second}";
}
