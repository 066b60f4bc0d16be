using Inquest.Formats.Minidump;

namespace Inquest.Processing;

/// <summary>Which distribution a Linux dump comes from: /etc/lsb-release, or /etc/os-release where a writer put that instead.</summary>
public sealed record LinuxDistribution(string? Id, string? Release, string? Codename, string? Description)
{
    public static LinuxDistribution? Read(MinidumpFile dump)
    {
        ArgumentNullException.ThrowIfNull(dump);
        var text = dump.Linux.LsbRelease;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var found = new LinuxDistribution(
            Field("DISTRIB_ID") ?? Field("ID"),
            Field("DISTRIB_RELEASE") ?? Field("VERSION_ID"),
            Field("DISTRIB_CODENAME") ?? Field("VERSION_CODENAME"),
            Field("DISTRIB_DESCRIPTION") ?? Field("PRETTY_NAME"));
        return found == new LinuxDistribution(null, null, null, null) ? null : found;

        string? Field(string key) => MinidumpLinuxStreams.Field(text, key);
    }
}
