using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

public sealed class MinidumpFileTests
{
    [Fact]
    public void Refuses_an_empty_file() => Assert.Equal(MinidumpError.Empty, Refusal([]));

    [Fact]
    public void Refuses_a_file_that_ends_in_the_header() =>
        Assert.Equal(MinidumpError.TooShort, Refusal([.. "MDMP"u8, .. new byte[27]]));

    [Fact]
    public void Refuses_other_signatures() => Assert.Equal(MinidumpError.BadSignature, Refusal(new byte[64]));

    [Fact]
    public void Says_that_a_compressed_dump_is_compressed() =>
        Assert.Equal(MinidumpError.Compressed, Refusal([0x1F, 0x8B, .. new byte[40]]));

    [Fact]
    public void Refuses_a_header_without_streams() => Assert.Equal(MinidumpError.NoStreams, Refusal(new MinidumpBuilder().Build()));

    [Fact]
    public void Refuses_a_directory_outside_the_file()
    {
        var bytes = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux).Build();
        bytes[12] = 0xF0;
        bytes[13] = 0xFF;
        Assert.Equal(MinidumpError.NoDirectory, Refusal(bytes));
    }

    [Fact]
    public void Says_that_a_file_is_not_there() =>
        Assert.Equal(MinidumpError.NotFound, MinidumpFile.TryOpen("/nowhere/at/all.dmp", MinidumpLimits.Default, out _));

    [Fact]
    public void Says_that_a_folder_is_no_dump() =>
        Assert.Equal(MinidumpError.Unreadable, MinidumpFile.TryOpen(Path.GetTempPath(), MinidumpLimits.Default, out _));

    [Fact]
    public void Opens_a_file_on_disk()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux).Build());
            Assert.Equal(MinidumpError.None, MinidumpFile.TryOpen(path, MinidumpLimits.Default, out var file));
            using (file)
            {
                Assert.Equal((OsFamily.Linux, CpuArchitecture.Amd64), (file!.SystemInfo!.Os, file.Architecture));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_the_header_in_both_byte_orders(bool bigEndian)
    {
        var builder = new MinidumpBuilder(bigEndian) { TimeDateStamp = 0x5C0AE38E, Flags = 0x121 };
        var file = Open(builder.SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows, "Service Pack 1", (6, 1, 7601)).Build());
        Assert.Equal((bigEndian, 0x5C0AE38Eu, 0x121ul), (file.BigEndian, file.Header.TimeDateStamp, file.Header.Flags));
        Assert.Equal(("6.1.7601", "Service Pack 1"), (file.SystemInfo!.OsVersion, file.SystemInfo.CsdVersion));
        Assert.Equal("family 6 model 142 stepping 10", file.SystemInfo.CpuDescription);
        Assert.Empty(file.Findings);
    }

    [Theory]
    [InlineData(MinidumpBuilder.X86)]
    [InlineData(MinidumpBuilder.Amd64)]
    public void Reads_the_vendor_of_an_x86_cpu(ushort architecture)
    {
        var cpu = new ByteWriter().Bytes("AuthenticAMD"u8).U32(0x800F11).U32(0x178BFBFF).U32(0x2FD3FBFF).ToArray();
        var info = Open(new MinidumpBuilder().SystemInfo(architecture, MinidumpBuilder.Linux, cpu: cpu).Build()).SystemInfo!;
        Assert.Equal(("AuthenticAMD", 0x800F11u, 0x178BFBFFu, 0x2FD3FBFFu),
            (info.CpuVendor, info.CpuVersionInformation, info.CpuFeatureInformation, info.CpuAmdFeatures));
    }

    [Fact]
    public void Reads_the_id_of_an_ARM_cpu()
    {
        var cpu = new ByteWriter().U32(0x410FC075).U32(1 << 12).Zeros(16).ToArray();
        var info = Open(new MinidumpBuilder().SystemInfo(MinidumpBuilder.Arm, MinidumpBuilder.Android, cpu: cpu).Build()).SystemInfo!;
        Assert.Equal((OsFamily.Android, 4), (info.Os, info.PointerSize));
        Assert.Equal("ARM Cortex-A7 r0p5 features: neon", info.CpuDescription);
    }

    [Fact]
    public void Keeps_the_first_of_two_streams_of_one_type_and_says_so()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux)
            .SystemInfo(MinidumpBuilder.X86, MinidumpBuilder.Windows);
        var file = Open(builder.Build());
        Assert.Equal(OsFamily.Linux, file.SystemInfo!.Os);
        Assert.Equal("stream-duplicate", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Names_streams_that_it_does_not_know_by_number()
    {
        var file = Open(new MinidumpBuilder().Stream(0x12345678, [1, 2, 3]).Build());
        var entry = Assert.Single(file.Directory);
        Assert.Equal(("0x12345678", false), (entry.Name, entry.IsKnown));
        Assert.Equal([1, 2, 3], file.ReadStream((MinidumpStreamType)0x12345678, 100));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void Leaves_out_a_stream_outside_the_file_and_says_so()
    {
        var file = Open(new MinidumpBuilder().SystemInfo(0, 2).StreamAt(3, 52, 0x7FFFFFFF).Build());
        Assert.Empty(file.Threads);
        Assert.Equal("stream-outside-file", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Says_which_streams_lie_over_each_other()
    {
        var file = Open(new MinidumpBuilder().StreamAt(3, 40, 32).StreamAt(4, 40, 40).Stream(10, new byte[64]).Build());
        Assert.Contains(file.Findings, finding => finding is { Code: "stream-overlap" } && finding.Detail.Contains("ModuleList"));
    }

    [Fact]
    public void Stops_at_the_limit_of_streams()
    {
        var builder = new MinidumpBuilder();
        for (var i = 0u; i < 20; i++)
        {
            builder.Stream(0x10000 + i, [1]);
        }

        var limits = MinidumpLimits.Default with { StreamCountMax = 10 };
        Assert.Equal(MinidumpError.None, MinidumpFile.TryOpen(builder.Build(), limits, out var file));
        Assert.Equal(10, file!.Directory.Count);
        Assert.Equal("list-cut", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Keeps_a_bounded_number_of_findings_and_the_first_of_each_kind()
    {
        var builder = new MinidumpBuilder().SystemInfo(0, 2);
        for (var i = 0u; i < 50; i++)
        {
            builder.StreamAt(0x20000 + i, 8, 0x7FFFFFFF);
        }

        builder.SystemInfo(0, 2);
        Assert.Equal(
            MinidumpError.None,
            MinidumpFile.TryOpen(builder.Build(), MinidumpLimits.Default with { FindingCountMax = 5 }, out var file));
        Assert.Equal(7, file!.Findings.Count);
        Assert.Contains(file.Findings, finding => finding.Code == "stream-duplicate");
        Assert.Equal("findings-cut", file.Findings[^1].Code);
    }

    internal static MinidumpFile Open(byte[] bytes)
    {
        Assert.Equal(MinidumpError.None, MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var file));
        return file!;
    }

    static MinidumpError Refusal(byte[] bytes)
    {
        var error = MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var file);
        Assert.Null(file);
        return error;
    }
}
