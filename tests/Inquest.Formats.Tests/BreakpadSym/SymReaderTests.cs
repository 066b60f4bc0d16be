using System.Text;
using CsCheck;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Formats.Tests.BreakpadSym;

public sealed class SymReaderTests
{
    [Theory]
    [InlineData("MODULE Linux x86_64 D3096ED481217FD4C16B29CD9BC208BA0 fire fox", "MODULE Linux,x86_64,D3096ED481217FD4C16B29CD9BC208BA0,fire fox")]
    [InlineData("INFO CODE_ID 5F3C0B2A1C000 app.exe", "INFO CODE_ID=5F3C0B2A1C000 app.exe")]
    [InlineData("INFO GENERATOR mozilla/dump_syms 2.3.7", "INFO GENERATOR=mozilla/dump_syms 2.3.7")]
    [InlineData("FILE 12 C:\\a b\\c.cc", "FILE 12=C:\\a b\\c.cc")]
    [InlineData("PUBLIC 2160 8 Public2 1", "PUBLIC 2160 p8 Public2 1")]
    [InlineData("PUBLIC m ff 0 x", "PUBLIC ff p0 m x")]
    [InlineData("PUBLIC m 0 m", "MalformedPublic at 1")]
    [InlineData("FUNC c184 30 4 f(int, long) const", "FUNC c184+30 p4 f(int, long) const")]
    [InlineData("FUNC m c184 30 0 f", "FUNC c184+30 p0 m f")]
    [InlineData("FUNC  0x10   FFFFFFFFFFFFFFFF\t0 f ", "FUNC 10+ffffffffffffffff p0 f ")]
    [InlineData("FUNC 11112222333344445 1 0 f", "MalformedFunc at 1")]
    [InlineData("FUNC 1000", "MalformedFunc at 1")]
    [InlineData("FUNC 1000 10 0", "MalformedFunc at 1")]
    [InlineData("INLINE_ORIGIN 3 a::b(c)", "ORIGIN 3=a::b(c)")]
    [InlineData("STACK WIN 4 ca0 3a 5 1 c 2 14 8 1 $T0 .raSearch = $eip $T0 ^ =", "WIN 4 ca0+3a 5 1 c 2 14 8 $T0 .raSearch = $eip $T0 ^ =")]
    [InlineData("STACK WIN 0 ca0 3a 5 1 c 2 14 8 0 1", "WIN 0 ca0+3a 5 1 c 2 14 8 ebp=True")]
    [InlineData("STACK WIN 0 ca0 3a 5 1 c 2 14 8 0 0", "WIN 0 ca0+3a 5 1 c 2 14 8 ebp=False")]
    [InlineData("STACK WIN 3 ca0 3a 5 1 c 2 14 8 0 0", "WIN 3 ca0+3a 5 1 c 2 14 8 ebp=False")]
    [InlineData("STACK WIN 4 ca0 3a 5 1 c 2 14 8 0 1", "MalformedStackWin at 1")]
    [InlineData("STACK WIN 0 ca0 3a 5 1 c 2 14 8 1 $T0", "MalformedStackWin at 1")]
    [InlineData("STACK WIN 4 ca0 3a", "MalformedStackWin at 1")]
    [InlineData("STACK CFI INIT 804c4b0 40 .cfa: $esp 4 + $eip: .cfa 4 - ^", "INIT 804c4b0+40 .cfa: $esp 4 + $eip: .cfa 4 - ^")]
    [InlineData("STACK CFI 804c4b1 .cfa: $esp 8 +", "CfiWithoutInit at 1")]
    [InlineData("STACK CFI INIT 1", "MalformedStackCfi at 1")]
    [InlineData("STACK ARM 1", "UnknownRecord at 1")]
    [InlineData("1000 4 5 0", "LineWithoutFunction at 1")]
    [InlineData("INLINE 0 1 2 3 4 5", "InlineWithoutFunction at 1")]
    [InlineData("FILE x y", "MalformedFile at 1")]
    [InlineData("FILE 4294967296 y", "MalformedFile at 1")]
    [InlineData("MODULE Linux", "MalformedModule at 1")]
    [InlineData("HELLO", "UnknownRecord at 1")]
    [InlineData("<html>", "UnknownRecord at 1")]
    public void Reads_one_record(string line, string expected)
    {
        Assert.Equal([expected], Read(line));
        Assert.Equal([expected], Read(line + "\r\n"));
        Assert.Equal([expected], Read(line + "\r\r\n\n\r\n\0"));
    }

    [Theory]
    [InlineData("1000 4 5 0", "LINE 1000+4 0:5")]
    [InlineData("f00D  4 5 0", "LINE f00d+4 0:5")]
    [InlineData("1000 4 4294967295 0", "LINE 1000+4 0:4294967295")]
    [InlineData("1000 4 5 -1", "LINE 1000+4 4294967295:5")]
    [InlineData("1000 4 -5 0", "MalformedLine at 2")]
    [InlineData("1000 4 5", "MalformedLine at 2")]
    [InlineData("1000 4 5 0 0", "MalformedLine at 2")]
    [InlineData("1000 4 5 0x", "MalformedLine at 2")]
    [InlineData("10000000000000000 4 5 0", "MalformedLine at 2")]
    [InlineData("INLINE 1 42 7 3 1000 8", "INLINE d1 7:42 o3 1000+8")]
    [InlineData("INLINE 1 42 3 1000 8", "INLINE d1 4294967295:42 o3 old 1000+8")]
    [InlineData("INLINE 1 42 -1 3 1000 8", "INLINE d1 4294967295:42 o3 1000+8")]
    [InlineData("INLINE 1 42 7 3", "MalformedInline at 2")]
    [InlineData("INLINE 1 42", "MalformedInline at 2")]
    public void Reads_a_record_of_a_function(string line, string expected)
    {
        Assert.Equal(["FUNC 1000+100 p0 f", expected], Read("FUNC 1000 100 0 f\n" + line));
        Assert.Equal(["FUNC 1000+100 p0 f", expected, "PUBLIC 1 p0 x"], Read("FUNC 1000 100 0 f\n" + line + "\nPUBLIC 1 0 x\n"));
        Assert.Equal(["FUNC 1000+100 p0 f", expected], Read("FUNC 1000 100 0 f\r\n" + line + "\r\n"));
    }

    [Fact]
    public void Reads_every_range_of_an_inlined_call()
    {
        var ranges = string.Concat(Enumerable.Range(1, 20).Select(n => $" {n * 16:x} {n:x}"));
        var expected = Enumerable.Range(1, 20).Select(n => $"INLINE d0 2:1 o3 {n * 16:x}+{n:x}");
        Assert.Equal(["FUNC 0+1000 p0 f", .. expected], Read($"FUNC 0 1000 0 f\nINLINE 0 1 2 3{ranges}\n"));
    }

    [Fact]
    public void A_file_record_between_lines_does_not_end_the_function() =>
        Assert.Equal(
            ["FUNC 0+10 p0 f", "LINE 0+4 0:1", "FILE 1=a.c", "LINE 4+4 1:2"],
            Read("FUNC 0 10 0 f\n0 4 1 0\nFILE 1 a.c\n4 4 2 1\n"));

    [Fact]
    public void A_public_record_ends_the_function() =>
        Assert.Equal(["FUNC 0+10 p0 f", "PUBLIC 4 p0 p", "LineWithoutFunction at 3"], Read("FUNC 0 10 0 f\nPUBLIC 4 0 p\n0 4 1 0"));

    [Fact]
    public void Bytes_that_are_no_text_stay_in_names() =>
        Assert.Equal(["FUNC 0+10 p0 a\u0000b\u00ff"], Read("FUNC 0 10 0 a\0b\u00ff\n"));

    [Fact]
    public void A_name_may_have_any_length()
    {
        var name = new string('x', 3_000_000);
        Assert.Equal("FUNC 0+10 p0 " + name, Read($"FUNC 0 10 0 {name}\n").Single());
    }

    [Fact]
    public void Parts_an_origin_of_the_old_syntax()
    {
        Assert.True(SymReader.SplitOldOrigin("12 operator new(long)"u8, out var file, out var name));
        Assert.Equal((12u, "operator new(long)"), (file, Encoding.UTF8.GetString(name)));
        Assert.False(SymReader.SplitOldOrigin("bar()"u8, out file, out name));
        Assert.Equal((SymReader.NoFile, "bar()"), (file, Encoding.UTF8.GetString(name)));
    }

    [Fact]
    public void Reads_the_head_of_a_file()
    {
        var head = SymHead.Read("MODULE windows x86 ABC1 a b.pdb\nINFO CODE_ID 4D52F a.exe\nFILE 0 cut of"u8);
        Assert.Equal(new SymHead("windows", "x86", "ABC1", "a b.pdb", "4D52F", "a.exe"), head);
    }

    [Fact]
    public void A_text_cut_in_two_reads_as_the_whole() =>
        Gen.Select(OneOf(
                "FUNC 10 9 0 f", "10 4 1 0", "INLINE 0 1 0 0 10 4", "FILE 0 a", "INLINE_ORIGIN 0 o", "PUBLIC 5 0 p",
                "STACK CFI INIT 10 9 .cfa: 1", "STACK CFI 11 .cfa: 2", "STACK WIN 0 1 2 3 4 5 6 7 8 0 0", "INFO A b", "junk", "")
            .List[1, 30], Gen.Int[0, 600]).Sample((lines, size) =>
        {
            var text = Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");
            var cut = SymReader.LastCut(text.AsSpan(0, Math.Min(size, text.Length)));
            List<string> pieces = [.. Read(text.AsSpan(0, cut)), .. Read(text.AsSpan(cut))];
            Assert.Equal(WithoutNumbers(Read(text)), WithoutNumbers(pieces));
        });

    [Fact]
    public void No_bytes_make_it_throw() =>
        OneOf(
                "FUNC ", "INLINE ", "STACK CFI INIT ", "STACK CFI ", "STACK WIN ", "PUBLIC m ", "FILE ", "INLINE_ORIGIN ", "MODULE ",
                "INFO ", "10 ", "f ", "-1 ", "\n", "\r\n", "\0", " ", "0x", "ffffffffffffffff ", "99999999999 ", "\u00e9")
            .List[0, 60].Sample(parts => Read(Encoding.Latin1.GetBytes(string.Concat(parts))));

    static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    static List<string> WithoutNumbers(IEnumerable<string> records) => [.. records.Select(r => r.Split(" at ")[0])];

    static List<string> Read(string text) => Read(Encoding.Latin1.GetBytes(text));

    static List<string> Read(ReadOnlySpan<byte> text)
    {
        var records = new List<string>();
        var sink = new RecordingSink(records);
        SymReader.Read(text, ref sink);
        return records;
    }
}
