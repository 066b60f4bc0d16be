using System.IO.Compression;
using CsCheck;
using Inquest.Formats.Cpu;
using Inquest.Formats.Elf;

namespace Inquest.Formats.Tests.Elf;

public sealed class ElfFileTests
{
    static readonly byte[] BuildId = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    static ElfError Open(byte[] bytes, out ElfFile? file) => ElfFile.TryOpen(new MemoryFileBytes(bytes), ElfLimits.Default, out file);

    [Fact]
    public void Refuses_an_empty_file() => Assert.Equal(ElfError.Empty, Open([], out _));

    [Fact]
    public void Refuses_what_is_not_ELF() => Assert.Equal(ElfError.NotElf, Open(new byte[64], out _));

    [Fact]
    public void Refuses_a_header_that_is_cut() => Assert.Equal(ElfError.Truncated, Open([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1], out _));

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Reads_sections_of_every_class_and_byte_order(bool is64Bit, bool isBigEndian)
    {
        var bytes = new ElfBuilder(is64Bit, isBigEndian).Section(".text", 1, [0x90, 0xC3], flags: 6, address: 0x1000).Build();
        Assert.Equal(ElfError.None, Open(bytes, out var file));
        Assert.Equal(ElfType.Shared, file!.Type);
        Assert.Equal(CpuArchitecture.Amd64, file.Architecture);
        Assert.Equal([0x90, 0xC3], file.Contents(".text").ToArray());
        Assert.True(file.FindSection(".text")!.IsExecutable);
        Assert.Empty(file.Findings);
    }

    [Fact]
    public void Finds_the_build_id_and_writes_it_as_Breakpad_does()
    {
        var bytes = new ElfBuilder().Section(".note.gnu.build-id", 7, ElfBuilder.Note("GNU", 3, BuildId)).Build();
        Open(bytes, out var file);
        Assert.Equal(BuildId, ElfBuildId.Get(file!).ToArray());
        Assert.Equal("0403020106050807090A0B0C0D0E0F100", ElfBuildId.ToDebugId(BuildId));
    }

    [Fact]
    public void Folds_the_first_code_when_there_is_no_build_id()
    {
        // As long as a multiple of 16: behind a shorter end the bytes of the file that follow would count.
        var text = new byte[48];
        text[0] = 1;
        text[16] = 2;
        text[33] = 4;
        Open(new ElfBuilder().Section(".text", 1, text).Build(), out var file);
        Assert.Equal([3, 4, .. new byte[14]], ElfBuildId.Get(file!).ToArray());
    }

    [Fact]
    public void Inflates_a_section_compressed_the_old_way()
    {
        byte[] content = [.. Enumerable.Repeat((byte)'x', 5000)];
        using var packed = new MemoryStream();
        packed.Write("ZLIB"u8);
        packed.Write([0, 0, 0, 0, 0, 0, 0x13, 0x88]);
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(content);
        }

        Open(new ElfBuilder().Section(".zdebug_info", 1, packed.ToArray()).Build(), out var file);
        Assert.Equal(content, file!.Contents(".debug_info").ToArray());
    }

    [Fact]
    public void Refuses_a_section_that_claims_to_inflate_to_more_than_deflate_can()
    {
        byte[] bomb = [.. "ZLIB"u8, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3];
        Open(new ElfBuilder().Section(".zdebug_info", 1, bomb).Build(), out var file);
        Assert.True(file!.Contents(".debug_info").IsEmpty);
        Assert.Equal("section-compression", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void A_section_that_points_past_the_end_gives_what_is_there_and_a_finding()
    {
        var bytes = new ElfBuilder().Section(".text", 1, new byte[100]).Build();
        Open(bytes[..120], out var cut);
        Assert.Equal("section-table", Assert.Single(cut!.Findings).Code);
    }

    [Fact]
    public void Never_throws_whatever_the_bytes() =>
        Gen.Select(Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 400], Gen.Byte).Sample((firstAt, first, secondAt, second) =>
        {
            var bytes = new ElfBuilder()
                .Section(".note.gnu.build-id", 7, ElfBuilder.Note("GNU", 3, BuildId))
                .Section(".symtab", 2, new byte[48])
                .Section(".gnu_debuglink", 1, "a.debug\0\x1\x2\x3\x4"u8.ToArray())
                .Build();
            bytes[firstAt % bytes.Length] = first;
            bytes[secondAt % bytes.Length] = second;
            if (Open(bytes, out var file) != ElfError.None)
            {
                return;
            }

            ElfBuildId.Get(file!);
            ElfDebugLink.Read(file!);
            ElfSymbolTable.Read(file!, ElfSection.TypeSymbols);
            foreach (var section in file!.Sections)
            {
                file.Contents(section);
            }
        });
}
