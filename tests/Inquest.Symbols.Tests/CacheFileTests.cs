using System.IO.Compression;
using System.Text;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Tests;

public sealed class CacheFileTests
{
    const string Small = "MODULE Linux x86_64 AB0 a\nINFO CODE_ID BA\nFILE 0 a.c\nFUNC 1000 10 8 f\n1000 8 7 0\n1008 8 8 0\n";

    [Fact]
    public void Answers_with_function_file_and_line()
    {
        using var fixture = new SymFixture(Small);
        var location = fixture.File.FindLocation(0x100a)!;
        Assert.Equal(("f", 0x1000ul, 8u, "a.c", 8, 0x1008ul), (location.Function, location.FunctionRva, location.ParameterSize, location.File, location.Line, location.LineRva!.Value));
        Assert.Null(fixture.File.FindLocation(0x1010));
        Assert.Null(fixture.File.FindLocation(0xfff));
        Assert.Equal("Linux x86_64 AB0 a", fixture.File.Module);
        Assert.Equal("CODE_ID BA\n", fixture.File.Info);
        Assert.False(fixture.File.HasUnwindInfo);
    }

    [Fact]
    public void Names_inlined_calls_from_the_inside_out()
    {
        using var fixture = new SymFixture(
            "FILE 0 a.c\nFILE 1 b.h\nFILE 2 c.h\nINLINE_ORIGIN 0 mid\nINLINE_ORIGIN 1 leaf\nFUNC 0 20 0 f\n" +
            "INLINE 0 11 0 0 4 8 10 4\nINLINE 1 22 1 1 6 2\n0 4 10 0\n4 8 33 2\nc 14 12 0\n");
        var location = fixture.File.FindLocation(6)!;
        Assert.Equal(("f", "a.c", 11), (location.Function, location.File, location.Line));
        Assert.Equal([new InlineLocation("leaf", "c.h", 33), new InlineLocation("mid", "b.h", 22)], location.Inlines);
        Assert.Equal([new InlineLocation("mid", "c.h", 33)], fixture.File.FindLocation(4)!.Inlines);
        Assert.Equal([new InlineLocation("mid", "a.c", 12)], fixture.File.FindLocation(0x12)!.Inlines);
        Assert.Empty(fixture.File.FindLocation(0)!.Inlines);
    }

    [Fact]
    public void A_public_record_reaches_up_to_the_next_function_and_no_further()
    {
        using var fixture = new SymFixture("PUBLIC 10 4 early\nPUBLIC 0 0 header\nFUNC 20 10 0 f\nPUBLIC 40 0 late\n");
        Assert.True(fixture.File.FindLocation(0x1f) is { Function: "early", IsPublic: true, ParameterSize: 4, FunctionRva: 0x10 });
        Assert.Equal("f", fixture.File.FindLocation(0x20)!.Function);
        Assert.Null(fixture.File.FindLocation(0x30));
        Assert.Null(fixture.File.FindLocation(5));
        Assert.Equal("late", fixture.File.FindLocation(0x1000)!.Function);
    }

    [Fact]
    public void Of_overlapping_functions_the_lower_keeps_its_addresses()
    {
        using var fixture = new SymFixture("FUNC 18 10 0 high\nFUNC 10 10 0 low\nFUNC 12 4 0 inside\nFUNC 30 0 0 empty\n");
        Assert.Equal("low", fixture.File.FindLocation(0x13)!.Function);
        Assert.Equal("low", fixture.File.FindLocation(0x1f)!.Function);
        Assert.True(fixture.File.FindLocation(0x20) is { Function: "high", FunctionRva: 0x18 });
        Assert.Null(fixture.File.FindLocation(0x30));
    }

    [Fact]
    public void Cfi_rules_are_the_initial_ones_and_the_later_ones_up_to_the_address()
    {
        using var fixture = new SymFixture("STACK CFI INIT 10 10 .cfa: 1\nSTACK CFI 18 .cfa: 3\nSTACK CFI 14 .cfa: 2\nSTACK CFI 99 no\n");
        Assert.True(fixture.File.HasUnwindInfo);
        Assert.Equal([".cfa: 1", ".cfa: 2"], fixture.File.FindCfi(0x17)!.Rules);
        Assert.Equal([".cfa: 1", ".cfa: 2", ".cfa: 3"], fixture.File.FindCfi(0x1f)!.Rules);
        Assert.Equal((0x10ul, 0x10ul), (fixture.File.FindCfi(0x10)!.Start, fixture.File.FindCfi(0x10)!.Size));
        Assert.Null(fixture.File.FindCfi(0x20));
    }

    [Fact]
    public void Frame_data_goes_before_fpo_and_inner_records_before_outer()
    {
        using var fixture = new SymFixture(
            "STACK WIN 0 0 40 0 0 1 0 0 0 0 1\nSTACK WIN 4 10 20 0 0 2 0 0 0 1 outer\nSTACK WIN 4 18 4 0 0 3 0 0 0 1 inner\n");
        Assert.True(fixture.File.FindStackWin(0) is { Type: 0, AllocatesBasePointer: true, Program: null, ParameterSize: 1 });
        Assert.Equal("outer", fixture.File.FindStackWin(0x17)!.Program);
        Assert.Equal("inner", fixture.File.FindStackWin(0x18)!.Program);
        Assert.True(fixture.File.FindStackWin(0x1c) is { Program: "outer", Rva: 0x10, CodeSize: 0x20 });
        Assert.Null(fixture.File.FindStackWin(0x40));
    }

    [Fact]
    public void Malformed_lines_are_counted_and_the_first_is_named()
    {
        using var fixture = new SymFixture(Small + "FUNC 1000\n1 1 1 1\n1 1 1 1\n", new SymbolLimits { ChunkBytes = 20 });
        Assert.Equal(["sym-malformed-func", "sym-line-without-function"], fixture.File.Findings.Select(f => f.Code));
        Assert.Contains("2 line(s)", fixture.File.Findings[1].Detail, StringComparison.Ordinal);
        Assert.Contains("line 8", fixture.File.Findings[1].Detail, StringComparison.Ordinal);
        Assert.Equal(fixture.Result.Findings, fixture.File.Findings);
    }

    [Fact]
    public void Gzip_and_zstd_are_seen_by_their_first_bytes()
    {
        using var gzip = new SymFixture(Pack(s => new GZipStream(s, CompressionLevel.Fastest)));
        using var zstd = new SymFixture(Pack(s => new ZstdSharp.CompressionStream(s)));
        Assert.Equal("f", gzip.File.FindLocation(0x1000)!.Function);
        Assert.Equal("f", zstd.File.FindLocation(0x1000)!.Function);
    }

    [Fact]
    public void Damaged_compression_is_told()
    {
        var packed = Pack(s => new GZipStream(s, CompressionLevel.Fastest));
        packed.AsSpan(10).Fill(0x77);
        using var damaged = new SymFixture(packed);
        Assert.NotEqual(SymbolCacheError.None, damaged.Result.Error);
        Assert.Equal(SymbolCacheError.NotFound, damaged.OpenError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>404</body></html>\n")]
    [InlineData("\0\0\0\0")]
    public void What_has_no_record_is_no_symbol_file(string text)
    {
        using var fixture = new SymFixture(text);
        Assert.Equal(SymbolCacheError.NotASymbolFile, fixture.Result.Error);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(fixture.CachePath)!));
    }

    [Fact]
    public void A_file_past_the_limit_is_refused()
    {
        using var fixture = new SymFixture(Small, new SymbolLimits { SymBytesMax = 50, ChunkBytes = 30 });
        Assert.Equal(SymbolCacheError.TooLarge, fixture.Result.Error);
    }

    [Fact]
    public void Every_damage_of_the_header_is_seen()
    {
        using var fixture = new SymFixture(Small);
        var good = File.ReadAllBytes(fixture.CachePath);
        for (var i = 0; i < 112; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 1;
            Assert.NotEqual(SymbolCacheError.None, Open(fixture, bad));
        }

        for (var length = 0; length < good.Length; length++)
        {
            Assert.NotEqual(SymbolCacheError.None, Open(fixture, good[..length]));
        }

        good[8]++;
        Assert.Equal(SymbolCacheError.OtherVersion, Open(fixture, good));
    }

    [Fact]
    public void The_worked_example_of_the_layout_is_true()
    {
        using var fixture = new SymFixture("MODULE Linux x86_64 AB0 a\nFILE 0 a.c\nFUNC 1000 10 8 f\n1000 8 7 0\n1008 8 8 0\n");
        var bytes = File.ReadAllBytes(fixture.CachePath);
        Assert.Equal(SymCacheExample.Size, bytes.Length);
        foreach (var (offset, hex) in SymCacheExample.Parts)
        {
            Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(bytes.AsSpan(offset, hex.Replace(" ", "", StringComparison.Ordinal).Length / 2)));
        }
    }

    [Fact]
    public void Several_writers_of_one_file_leave_a_good_one()
    {
        using var fixture = new SymFixture(Small);
        Parallel.For(0, 16, _ =>
        {
            Assert.Equal(SymbolCacheError.None, SymbolCacheWriter.Write(new MemoryStream(Encoding.UTF8.GetBytes(Small)), fixture.CachePath).Error);
            Assert.Equal(SymbolCacheError.None, SymbolCacheFile.TryOpen(fixture.CachePath, out var file));
            Assert.Equal("f", file!.FindLocation(0x1000)!.Function);
            file.Dispose();
        });
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(fixture.CachePath)!));
    }

    static SymbolCacheError Open(SymFixture fixture, byte[] bytes)
    {
        var path = fixture.CachePath + ".copy";
        File.WriteAllBytes(path, bytes);
        var error = SymbolCacheFile.TryOpen(path, out var file);
        file?.Dispose();
        return error;
    }

    static byte[] Pack(Func<Stream, Stream> packer)
    {
        var packed = new MemoryStream();
        using (var stream = packer(packed))
        {
            stream.Write(Encoding.UTF8.GetBytes(Small));
        }

        return packed.ToArray();
    }
}
