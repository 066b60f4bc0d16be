namespace Inquest.Formats.MachO;

/// <summary>What a file was built for: LC_BUILD_VERSION, or one of the LC_VERSION_MIN commands that it replaced in 2018.</summary>
/// <param name="Platform">As Apple writes it: <c>macOS</c>, <c>iOS</c>, <c>iOS Simulator</c>, …</param>
public sealed record MachOBuildVersion(string Platform, Version MinimumOs, Version Sdk)
{
    /// <summary>Versions are packed as xxxx.yy.zz in 32 bits.</summary>
    internal static Version Unpack(uint packed) => new((int)(packed >> 16), (int)((packed >> 8) & 0xFF), (int)(packed & 0xFF));

    internal static string PlatformName(uint platform) => platform switch
    {
        1 => "macOS",
        2 => "iOS",
        3 => "tvOS",
        4 => "watchOS",
        5 => "bridgeOS",
        6 => "Mac Catalyst",
        7 => "iOS Simulator",
        8 => "tvOS Simulator",
        9 => "watchOS Simulator",
        10 => "DriverKit",
        11 => "visionOS",
        12 => "visionOS Simulator",
        _ => $"platform {platform}",
    };
}
