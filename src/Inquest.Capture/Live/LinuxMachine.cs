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

    public static List<(uint StreamType, ReadOnlyMemory<byte> Content)> Files(byte[] status)
    {
        var files = new List<(uint StreamType, ReadOnlyMemory<byte> Content)>();
        var cpu = ProcFile.Read("/proc/cpuinfo", CaptureLimits.LinuxFileBytesMax);
        // An empty line ends a processor; the first one says what the machine is.
        var end = cpu.AsSpan().IndexOf("\n\n"u8);
        Add(files, CpuInfo, end < 0 ? cpu : cpu.AsMemory(0, end + 1));
        Add(files, ProcessStatus, status);
        var release = ProcFile.Read("/etc/lsb-release", CaptureLimits.LinuxFileBytesMax);
        Add(files, Release, release.Length > 0 ? release : ProcFile.Read("/etc/os-release", CaptureLimits.LinuxFileBytesMax));
        return files;
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
