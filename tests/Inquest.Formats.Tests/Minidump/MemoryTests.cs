using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

public sealed class MemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Merges_lists_and_stacks(bool bigEndian)
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder(bigEndian)
            .Memory(0x2000, [5, 6, 7, 8]).Memory64(0x1000, [1, 2, 3, 4]).Memory64(0x3000, [9, 9])
            .Thread(1, 0x1004, [10, 11, 12, 13]).Build());
        Assert.Equal([(0x1000ul, 4ul), (0x1004ul, 4ul), (0x2000ul, 4ul), (0x3000ul, 2ul)],
            file.Memory.Ranges.Select(range => (range.Start, range.Size)));
        Assert.Equal([2, 3, 4, 10, 11, 12, 13], Read(file, 0x1001, 100));
        Assert.Equal([], Read(file, 0xFFF, 4));
        Assert.Equal([9], Read(file, 0x3001, 8));
        Assert.True(file.Memory.TryReadUInt32(0x2000, out var value));
        Assert.Equal(bigEndian ? 0x05060708u : 0x08070605u, value);
        Assert.False(file.Memory.TryReadUInt64(0x2000, out _));
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void Overlapping_ranges_are_cut_where_they_overlap()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder()
            .Memory(0x1000, [1, 1, 1, 1]).Memory(0x1002, [2, 2, 2, 2]).Memory(0x1001, [3, 3]).Memory(0x1000, [4, 4]).Build());
        Assert.Equal([1, 1, 1, 1, 2, 2], Read(file, 0x1000, 100));
    }

    [Fact]
    public void Memory_past_the_files_end_is_cut_and_told()
    {
        var builder = new MinidumpBuilder();
        var rva = builder.Append([1, 2, 3, 4]);
        var file = MinidumpFileTests.Open(builder.MemoryAt(0x1000, 0xFFFFFFFF, rva).MemoryAt(0x900000000, 16, 0xFFFFFF00).Build());
        Assert.Equal([1, 2], Read(file, 0x1000, 2));
        Assert.Equal((ulong)file.Length - rva, file.Memory.Ranges[0].Size);
        Assert.Equal(2, file.Findings.Count(finding => finding.Code == "memory-truncated"));
    }

    [Fact]
    public void Memory_that_wraps_around_is_cut()
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().Memory(ulong.MaxValue - 3, new byte[16]).Build());
        Assert.Equal(3ul, file.Memory.Ranges[0].Size);
        Assert.Equal("memory-wraps", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Sizes_of_a_full_dump_that_overflow_are_harmless()
    {
        var builder = new MinidumpBuilder();
        var stream = builder.Writer().U64(3).U64(40).U64(0x1000).U64(ulong.MaxValue).U64(0x2000).U64(ulong.MaxValue).U64(0x3000).U64(1);
        var file = MinidumpFileTests.Open(builder.Stream(9, stream.ToArray()).Build());
        Assert.Equal(0x1000ul, Assert.Single(file.Memory.Ranges).Start);
    }

    [Fact]
    public void A_windows_memory_map_tells_rights_and_state()
    {
        var map = MinidumpFileTests.Open(new MinidumpBuilder()
            .MemoryInfo(0x1000, 0x1000, 0x20, type: 0x1000000).MemoryInfo(0x2000, 0x1000, 0x104).MemoryInfo(0x3000, 0x1000, 0x04)
            .MemoryInfo(0x4000, 0x1000, 0, state: 0x2000).MemoryInfo(0x5000, 0x1000, 1, state: 0x10000).Build()).MemoryMap;
        Assert.True(map.IsExecutable(0x1FFF));
        Assert.True(map.Find(0x1000)!.IsImage);
        Assert.True(map.Find(0x2000)!.IsGuard);
        Assert.False(map.IsExecutable(0x3000));
        Assert.True(map.Find(0x3000)!.IsWritable);
        Assert.Equal(MemoryState.Reserved, map.Find(0x4000)!.State);
        Assert.Equal(MemoryState.Free, map.Find(0x5000)!.State);
        Assert.Null(map.Find(0x6000));
        Assert.False(map.IsExecutable(0x6000));
        Assert.Equal(0x4000ul, map.Above(0x3FFF)!.Start);
        Assert.Null(map.Above(0x5000));
    }

    [Fact]
    public void A_linux_memory_map_is_read_line_by_line()
    {
        const string Maps = """
            00400000-00401000 r--p 00000000 08:01 123                        /opt/my app/bin (deleted)
            00401000-00402000 r-xp 00001000 08:01 123                        /opt/my app/bin (deleted)
            7f0000000000-7f0000001000 ---p 00000000 00:00 0
            7f0000001000-7f0000801000 rw-p 00000000 00:00 0                  [anon:stack_and_tls:42]
            7f0100000000-7f0110000000 ---p 00000000 00:00 0
            7f0110000000-7f0111000000 rw-s 00000000 00:05 9                  /dev/shm/x
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0          [vsyscall]
            """;
        var file = MinidumpFileTests.Open(new MinidumpBuilder().LinuxMaps(Maps.ReplaceLineEndings("\n") + "\n").Build());
        var regions = file.MemoryMap.Regions;
        Assert.Equal(7, regions.Count);
        Assert.Equal(("/opt/my app/bin (deleted)", 0x400000ul, 0x1000ul), (regions[1].Name, regions[1].AllocationBase, regions[1].FileOffset));
        Assert.True(regions[1].IsExecutable && regions[1].IsImage && !regions[0].IsExecutable);
        Assert.True(regions[2].IsGuard);
        Assert.Equal((MemoryState.Reserved, false), (regions[4].State, regions[4].IsGuard));
        Assert.True(regions[5].IsShared);
        Assert.Equal("[vsyscall]", regions[6].Name);
        Assert.Empty(file.Findings);
    }

    [Theory]
    [InlineData("garbage\n")]
    [InlineData("zz-10 r-xp 0 0 0\n")]
    [InlineData("20-10 r-xp 0 0 0\n")]
    [InlineData("1-2 rx 0 0 0\n")]
    [InlineData("-2 r-xp 0 0 0\n")]
    public void A_line_that_is_no_mapping_is_told(string line)
    {
        var file = MinidumpFileTests.Open(new MinidumpBuilder().LinuxMaps(line + "1000-2000 r-xp 00000000 00:00 0\n3000-40").Build());
        Assert.Single(file.MemoryMap.Regions);
        Assert.Equal("maps-line-odd", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void A_dump_without_a_map_says_nothing_about_rights()
    {
        var map = MinidumpFileTests.Open(new MinidumpBuilder().SystemInfo(0, 2).Build()).MemoryMap;
        Assert.True(map.IsEmpty);
        Assert.Null(map.IsExecutable(0x1000));
    }

    static byte[] Read(MinidumpFile file, ulong address, int count)
    {
        var bytes = new byte[count];
        return bytes[..file.Memory.Read(address, bytes)];
    }
}
