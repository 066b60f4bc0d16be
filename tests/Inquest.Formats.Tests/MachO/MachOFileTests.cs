using System.IO.Compression;
using CsCheck;
using Inquest.Formats.Cpu;
using Inquest.Formats.MachO;
using Inquest.Testing;

namespace Inquest.Formats.Tests.MachO;

/// <summary>The reader on made-up files.</summary>
public sealed class MachOFileTests
{
    const uint Code = 0x8000_0400;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Reads_both_sizes_and_byte_orders(bool is64, bool bigEndian)
    {
        var builder = new MachOBuilder(is64, bigEndian) { CpuType = is64 ? 0x0100_000Cu : 18u, CpuSubtype = 2 }
            .Uuid()
            .Command(0x32, writer => writer.U32(2).U32(0x000E_0102).U32(0x0010_0000).U32(0))
            .Section("__text", 0x1000_1000, [1, 2, 3, 4], Code);
        var file = Open(builder.Build());
        Assert.Equal((is64, bigEndian), (file.Is64Bit, file.IsBigEndian));
        Assert.Equal(is64 ? "arm64e" : "ppc", file.ArchitectureName);
        Assert.Equal(is64 ? CpuArchitecture.Arm64 : CpuArchitecture.Ppc, file.Architecture);
        Assert.Equal("0102030405060708090A0B0C0D0E0F10", Convert.ToHexString(file.Uuid.Span));
        Assert.Equal(new MachOBuildVersion("iOS", new Version(14, 1, 2), new Version(16, 0, 0)), file.BuildVersion);
        Assert.Equal(0x1000_0000u, file.LinkBase);
        Assert.Equal([1, 2, 3, 4], file.Contents("__TEXT", "__text").ToArray());
        Assert.Equal([3, 4], file.ReadAt(0x1000_1002, 8).ToArray());
        Assert.Empty(file.Findings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Finds_the_part_of_a_universal_file(bool wide)
    {
        var first = new MachOBuilder().Uuid(1).Build();
        var second = new MachOBuilder { CpuType = 0x0100_000C, CpuSubtype = 0 }.Uuid(50).Build();
        var bytes = new MemoryFileBytes(MachOBuilder.Universal(wide, (0x0100_0007, 3, first), (0x0100_000C, 0, second)));
        Assert.Equal(MachOError.ArchitectureAmbiguous, MachOFile.TryOpen(bytes, null, MachOLimits.Default, out _));
        Assert.Equal(MachOError.ArchitectureMissing, MachOFile.TryOpen(bytes, "ppc", MachOLimits.Default, out _));
        Assert.Equal(MachOError.None, MachOFile.TryOpen(bytes, "aarch64", MachOLimits.Default, out var file));
        Assert.Equal(50, file!.Uuid.Span[0]);
    }

    [Fact]
    public void Takes_a_Java_class_for_no_universal_file() =>
        Assert.False(MachOUniversal.IsMachO([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 12, 7, 0]));

    [Fact]
    public void Finds_sections_whose_names_are_cut_or_compressed()
    {
        var packed = new MemoryStream();
        packed.Write("ZLIB"u8);
        packed.Write([0, 0, 0, 0, 0, 0, 0, 5]);
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write("hello"u8);
        }

        var file = Open(new MachOBuilder { Segment = "__DWARF" }
            .Section("__debug_str_offs", 0, [9, 9])
            .Section("__zdebug_line_st", 0, packed.ToArray()).Build());
        var sections = MachODwarf.Sections(file);
        Assert.Equal([9, 9], sections.StrOffsets.ToArray());
        Assert.Equal("hello"u8.ToArray(), sections.LineStr.ToArray());
    }

    [Fact]
    public void Refuses_a_section_that_inflates_without_end()
    {
        var file = Open(new MachOBuilder { Segment = "__DWARF" }
            .Section("__zdebug_info", 0, [.. "ZLIB"u8, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x78, 0x9C]).Build());
        Assert.True(MachODwarf.Sections(file).Info.IsEmpty);
        Assert.Equal("section-compression", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Reads_symbols_function_starts_and_exports()
    {
        var builder = new MachOBuilder().Section("__text", 0x1000_1000, new byte[64], Code);
        // The sizes of the commands must be known before their offsets; a dry run tells where the tail begins.
        var strings = "\0_main\0-[Shape area]\0"u8.ToArray();
        var table = new ByteWriter()
            .U32(1).U8(0x0F).U8(1).U16(0).U64(0x1000_1000)
            .U32(7).U8(0x0E).U8(1).U16(0).U64(0x1000_1010)
            .U32(7).U8(0x24).U8(1).U16(0).U64(0x1000_1010)
            .U32(0).U8(0x24).U8(0).U16(0).U64(0x20).ToArray();
        byte[] starts = [0x80, 0x20, 0x10, 0x00, 0x05];
        byte[] trie = [0, 1, .. "_ma\0"u8, 7, 3, 0, 0x80, 0x20, 2, .. "in\0"u8, 20, .. "x\0"u8, 7, 2, 0, 1, 0];
        var at = builder.TailOffset + 24 + 16 + 16;
        var bytes = builder
            .Command(2, writer => writer.U32(at).U32(4).U32(at + 64).U32((uint)strings.Length))
            .Command(0x26, writer => writer.U32(at + 64 + (uint)strings.Length).U32((uint)starts.Length))
            .Command(0x8000_0033, writer => writer.U32(at + 64 + (uint)strings.Length + (uint)starts.Length).U32((uint)trie.Length));
        bytes.Tail = [.. table, .. strings, .. starts, .. trie];
        var file = Open(bytes.Build());

        var symbols = MachOSymbolTable.Read(file);
        Assert.Equal(["_main", "-[Shape area]", "-[Shape area]", ""], symbols.Select(symbol => symbol.Name));
        Assert.Equal([true, true, false, false], symbols.Select(symbol => symbol.IsDefined));
        Assert.True(symbols[0].IsExternal);
        Assert.Equal([0x1000_1000UL, 0x1000_1010UL], MachOFunctionStarts.Read(file));
        // The second edge of the inner node leads back to it: names grow until the depth or text ends, and no further.
        var exports = MachOExports.Read(file);
        Assert.Contains(new MachOExport("_ma", 0x1000_1000), exports);
        Assert.True(exports.Count <= file.Limits.ExportDepthMax + 1);
    }

    [Fact]
    public void A_load_command_of_no_size_ends_the_reading()
    {
        var bytes = new MachOBuilder().Uuid().Build();
        bytes[^20] = 0;
        var file = Open(bytes);
        Assert.Equal("command-size", Assert.Single(file.Findings).Code);
    }

    [Fact]
    public void Survives_any_change_of_any_byte()
    {
        var good = new MachOBuilder().Uuid()
            .Section("__text", 0x1000_1000, new byte[64], Code)
            .Section("__unwind_info", 0x1000_2000, UnwindInfo(), 0)
            .Command(2, writer => writer.U32(64).U32(4).U32(64).U32(300))
            .Command(0x26, writer => writer.U32(64).U32(90))
            .Command(0x8000_0033, writer => writer.U32(64).U32(200)).Build();
        Gen.Int[0, good.Length - 1].Select(Gen.Byte, Gen.Int[0, good.Length]).Sample((position, value, length) =>
        {
            var bytes = good.AsSpan(0, Math.Max(length, position + 1)).ToArray();
            bytes[position] = value;
            if (MachOFile.TryOpen(new MemoryFileBytes(bytes), null, MachOLimits.Default, out var file) == MachOError.None)
            {
                MachOSymbolTable.Read(file!);
                MachOFunctionStarts.Read(file!);
                MachOExports.Read(file!);
                foreach (var entry in CompactUnwindTable.Read(file!))
                {
                    var frame = CompactEncoding.Decode(entry.Encoding, file!.Architecture, file.ReadAt(entry.Start, 64).Span);
                    FramePrologue.Read(file.ReadAt(entry.Start, 64).Span, file.Architecture, frame);
                }
            }
        });
    }

    [Fact]
    public void Reads_regular_and_compressed_pages()
    {
        var entries = new List<CompactUnwindEntry>();
        Assert.True(CompactUnwindTable.Read(UnwindInfo(), false, MachOLimits.Default, entries));
        Assert.Equal(
        [
            new CompactUnwindEntry(0x1000, 0x1010, 0x0100_0000), new CompactUnwindEntry(0x1010, 0x1020, 0x0202_0000),
            new CompactUnwindEntry(0x1030, 0x2000, 0x0101_0001), new CompactUnwindEntry(0x2000, 0x2100, 0x0400_0123),
        ], entries);
    }

    // A compressed page (a common encoding, its own, none, its own again) and a regular one.
    static byte[] UnwindInfo() => new ByteWriter()
        .U32(1).U32(28).U32(1).U32(32).U32(0).U32(32).U32(3)
        .U32(0x0100_0000)
        .U32(0x1000).U32(68).U32(0).U32(0x2000).U32(108).U32(0).U32(0x2100).U32(0).U32(0)
        .U32(3).U16(12).U16(4).U16(28).U16(3)
        .U32(0).U32(0x0100_0010).U32(0x0200_0020).U32(0x0300_0030)
        .U32(0x0202_0000).U32(0).U32(0x0101_0001)
        .U32(2).U16(8).U16(1).U32(0x2000).U32(0x0400_0123)
        .ToArray();

    static MachOFile Open(byte[] bytes)
    {
        Assert.Equal(MachOError.None, MachOFile.TryOpen(new MemoryFileBytes(bytes), null, MachOLimits.Default, out var file));
        return file!;
    }
}
