using System.Text;

namespace Inquest.Capture.Live;

/// <summary>What a dump says about the machine.</summary>
static unsafe class LinuxMachine
{
    // struct utsname: six texts of 65 bytes.
    const int FieldSize = 65;
    const int FieldCount = 6;

    const uint CpuInfo = 0x47670003;
    const uint ProcessStatus = 0x47670004;
    const uint Release = 0x47670005;

    static readonly string[] FeatureLines = ["flags", "bugs", "vmx flags", "Features"];

    // On which processors and memory nodes it may run, as masks of a thousand digits on large machines.
    static readonly string[] PlacementLines = ["Cpus_allowed", "Mems_allowed"];

    /// <summary>As <c>uname -srvm</c>: without the host's name.</summary>
    public static string Name()
    {
        Span<byte> names = stackalloc byte[FieldSize * FieldCount];
        int failed;
        fixed (byte* start = names)
        {
            failed = LinuxCalls.SystemName(start);
        }

        return failed != 0 ? "" : $"{Field(names, 0)} {Field(names, 2)} {Field(names, 3)} {Field(names, 4)}";
    }

    /// <param name="status">/proc/PID/status.</param>
    /// <param name="withFeatures">Keep the processor's list of features, a quarter of a small report: it matters after an illegal instruction.</param>
    public static List<(uint StreamType, ReadOnlyMemory<byte> Content)> Files(byte[] status, bool withFeatures)
    {
        var files = new List<(uint StreamType, ReadOnlyMemory<byte> Content)>();
        var cpu = ProcFile.Read("/proc/cpuinfo", CaptureLimits.LinuxFileBytesMax);
        // An empty line ends a processor; the first one says what the machine is.
        var end = cpu.AsSpan().IndexOf("\n\n"u8);
        cpu = end < 0 ? cpu : cpu[..(end + 1)];
        Add(files, CpuInfo, withFeatures ? cpu : Without(cpu, FeatureLines));
        Add(files, ProcessStatus, Without(status, PlacementLines));
        var release = ProcFile.Read("/etc/lsb-release", CaptureLimits.LinuxFileBytesMax);
        Add(files, Release, release.Length > 0 ? release : ProcFile.Read("/etc/os-release", CaptureLimits.LinuxFileBytesMax));
        return files;
    }

    static byte[] Without(byte[] text, string[] beginnings)
    {
        var kept = Encoding.UTF8.GetString(text).Split('\n')
            .Where(line => !beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal)));
        return Encoding.UTF8.GetBytes(string.Join('\n', kept));
    }

    static void Add(List<(uint StreamType, ReadOnlyMemory<byte> Content)> files, uint type, ReadOnlyMemory<byte> content)
    {
        if (!content.IsEmpty)
        {
            files.Add((type, content));
        }
    }

    static string Field(ReadOnlySpan<byte> names, int index)
    {
        var field = names.Slice(index * FieldSize, FieldSize);
        var end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(field[..(end < 0 ? field.Length : end)]);
    }
}
