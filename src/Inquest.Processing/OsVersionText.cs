using Inquest.Formats.Minidump;

namespace Inquest.Processing;

/// <summary>Splits what a dump says about its operating system into version and build.</summary>
/// <param name="Version"><c>10.0.22621</c>, <c>15.7.4</c>, <c>6.8.0-45-generic</c>; null when the dump is silent.</param>
/// <param name="Build">Service pack, macOS build, the kernel's build text, or null.</param>
readonly record struct OsVersionText(string? Version, string? Build)
{
    /// <remarks>
    /// Folklore: Breakpad on Linux leaves the three numbers at zero and writes <c>uname -srvm</c> into the service pack. The
    /// release is the version then, and the machine at the end is the CPU said twice.
    /// </remarks>
    public static OsVersionText Read(MinidumpSystemInfo? system)
    {
        if (system is null)
        {
            return default;
        }

        var text = string.IsNullOrWhiteSpace(system.CsdVersion) ? null : system.CsdVersion.Trim();
        if (system is not { MajorVersion: 0, MinorVersion: 0, BuildNumber: 0 } || text is null)
        {
            return new OsVersionText(system.OsVersion, text);
        }

        var words = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || words[0] != "Linux")
        {
            return new OsVersionText(system.OsVersion, text);
        }

        var machine = words[2].LastIndexOf(' ');
        return new OsVersionText(words[1], machine < 0 ? words[2] : words[2][..machine]);
    }
}
