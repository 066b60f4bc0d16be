using System.Text;
using System.Text.Json;
using Inquest.Cli.Commands;
using Inquest.Testing;

namespace Inquest.Cli.Tests;

public sealed class InspectCommandTests
{
    [Fact]
    public void A_dump_is_printed_with_its_streams_threads_and_modules()
    {
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        var bytes = builder.Thread(7, 0x7000, new byte[16]).ThreadName(7, "worker\u001B[31m")
            .Module(0x400000, 0x1000, "/bin/x", builder.ElfBuildId(1, 2, 3, 4)).Build();
        var (code, text) = Inspect(bytes, json: false);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("ThreadList", text);
        Assert.Contains("0x0000000000400000-0x0000000000401000  040302010000000000000000000000000", text);
        Assert.Contains("worker\uFFFD[31m", text);
    }

    [Fact]
    public void Json_has_findings_of_a_damaged_dump()
    {
        var (code, text) = Inspect(new MinidumpBuilder().SystemInfo(0, 2).StreamAt(3, 52, 0x7FFFFFFF).Build(), json: true);
        Assert.Equal(ExitCode.Done, code);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("minidump", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal("stream-outside-file", json.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void A_symbol_file_is_named_by_its_first_line()
    {
        var (code, text) = Inspect(Encoding.UTF8.GetBytes("MODULE Linux x86_64 0123456789ABCDEF0123456789ABCDEF0 libx.so\n"), json: false);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("0123456789ABCDEF0123456789ABCDEF0", text);
        Assert.Contains("breakpad-sym", text);
    }

    [Fact]
    public void An_elf_file_is_recognised()
    {
        if (!File.Exists("/bin/sh"))
        {
            Assert.Skip("no ELF file at hand");
        }

        var output = new StringWriter();
        Assert.Equal(ExitCode.Done, InspectCommand.Run("/bin/sh", asJson: false, output));
        Assert.Contains(": elf, ", output.ToString());
    }

    [Fact]
    public void A_macho_uuid_is_found()
    {
        var bytes = new ByteWriter().U32(0xFEEDFACF).U32(0x0100000C).U32(0).U32(6).U32(1).U32(24).U32(0).U32(0)
            .U32(0x1B).U32(24).Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).ToArray();
        Assert.Contains("0102030405060708090A0B0C0D0E0F100", Inspect(bytes, json: false).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MDMP")]
    [InlineData("MZ")]
    [InlineData("\u007FELF")]
    [InlineData("hello world, nothing known begins like this")]
    public void What_cannot_be_read_exits_with_6(string text) =>
        Assert.Equal(ExitCode.UnreadableInput, Inspect(Encoding.UTF8.GetBytes(text), json: true).Code);

    static (int Code, string Text) Inspect(byte[] bytes, bool json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            var output = new StringWriter();
            return (InspectCommand.Run(path, json, output), output.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
