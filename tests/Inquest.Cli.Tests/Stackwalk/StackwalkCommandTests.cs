using System.Text.Json;
using Inquest.Testing;

namespace Inquest.Cli.Tests.Stackwalk;

public sealed class StackwalkCommandTests : IDisposable
{
    const string Symbols = """
        MODULE Linux x86_64 0403020106050807090A0B0C0D0E0F100 app
        FILE 0 /src/main.cc
        FILE 1 /src/inline.h
        INLINE_ORIGIN 0 Mesh::Bounds() const
        FUNC 1000 40 0 Renderer::DrawMesh(Mesh const&)
        INLINE 0 21 0 0 1008 10
        1000 8 20 0
        1008 10 7 1
        1018 28 22 0
        FUNC 2000 20 0 main
        2000 20 40 0
        STACK CFI INIT 1000 40 .cfa: $rsp 8 + .ra: .cfa -8 + ^
        STACK CFI INIT 2000 20 .cfa: $rsp 16 + .ra: .cfa -8 + ^
        """;

    const ulong Base = 0x5555_5555_0000;
    const ulong Stack = 0x7FFE_0000_1000;

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-stackwalk").FullName;

    [Theory]
    [InlineData("human.txt")]
    [InlineData("verbose.txt", "--verbose")]
    [InlineData("brief.txt", "--brief")]
    [InlineData("thread.txt", "--thread", "0")]
    [InlineData("breakpad.txt", "--breakpad")]
    [InlineData("pretty.json", "--json", "--pretty")]
    [InlineData("raw.txt", "--raw")]
    public async Task Prints_a_crash(string golden, params string[] options)
    {
        var output = await Run(Dump(), options);
        Golden.Match(output.Replace(_folder, "FOLDER", StringComparison.Ordinal), golden);
    }

    [Fact]
    public async Task Json_is_one_line_unless_asked_otherwise()
    {
        var output = await Run(Dump(), "--json");
        Assert.Equal(output.Length - 1, output.IndexOf('\n'));
        using var document = JsonDocument.Parse(output);
        Assert.Equal("OK", document.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Names_with_control_characters_do_not_reach_the_terminal()
    {
        var bytes = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux)
            .Module(Base, 0x1000, "/tmp/evil\u001b[2J\nFORGED").Thread(1, context: Context(Base, Stack)).Build();
        var output = await Run(Write("evil.dmp", bytes));
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nFORGED", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.dmp", null, ExitCode.NothingFound)]
    [InlineData("empty.dmp", "", ExitCode.UnreadableInput)]
    [InlineData("text.dmp", "this is a text and no minidump at all", ExitCode.UnreadableInput)]
    [InlineData("short.dmp", "MDMP", ExitCode.UnreadableInput)]
    public async Task Says_by_its_exit_code_what_is_wrong_with_the_file(string name, string? content, int expected)
    {
        var path = Path.Combine(_folder, name);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, await CommandTree.RunAsync(["stackwalk", path]));
    }

    [Theory]
    [InlineData("--thread", "first")]
    [InlineData("--json", "--raw")]
    [InlineData("--unknown", "x")]
    public async Task Refuses_a_wrong_usage(string option, string value) =>
        Assert.Equal(ExitCode.Usage, await CommandTree.RunAsync(["stackwalk", Dump(), option, value]));

    [Fact]
    public async Task Refuses_a_folder_of_symbols_that_does_not_exist() =>
        Assert.Equal(ExitCode.NothingFound, await CommandTree.RunAsync(["stackwalk", Dump(), "--symbols", Path.Combine(_folder, "no")]));

    [Fact]
    public async Task Refuses_a_thread_that_does_not_exist() =>
        Assert.Equal(ExitCode.NothingFound, await CommandTree.RunAsync(["stackwalk", Dump(), "--thread", "99"]));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task<string> Run(string dump, params string[] options)
    {
        var output = Path.Combine(_folder, "out");
        var symbols = Write("symbols/app/0403020106050807090A0B0C0D0E0F100/app.sym", System.Text.Encoding.UTF8.GetBytes(Symbols));
        string[] arguments =
        [
            "stackwalk", dump, "--symbols", symbols[..symbols.IndexOf("/app/0403", StringComparison.Ordinal)],
            "--symbols-cache", Path.Combine(_folder, "cache"), "--output", output, .. options,
        ];
        Assert.Equal(ExitCode.Done, await CommandTree.RunAsync(arguments));
        return await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken);
    }

    string Dump()
    {
        var stack = new byte[0x80];
        BitConverter.TryWriteBytes(stack.AsSpan(0x10), Base + 0x2008);
        var context = Context(Base + 0x1010, Stack + 0x10);
        return Write("crash.dmp", new MinidumpBuilder()
            .SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux, "Linux 6.8.0-45-generic #45-Ubuntu SMP x86_64")
            .Module(Base, 0x10000, "/opt/game/app", new MinidumpBuilder().ElfBuildId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]))
            .Module(0x7F00_0000_0000, 0x20000, "/usr/lib/libc.so.6", fileVersion: 0x0002_0027_0000_0000)
            .Thread(100, Stack + 0x1000, new byte[0x20], Context(0x7F00_0000_0100, Stack + 0x1000))
            .Thread(101, Stack, stack, context)
            .ThreadName(101, "render")
            .Exception(101, 11, 0x18, context, flags: 1)
            .Stream(0x47670005, "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION=\"Ubuntu 24.04\"\n"u8.ToArray())
            .Build());
    }

    static byte[] Context(ulong rip, ulong rsp) => ContextBuilder.Amd64(
        new Dictionary<string, ulong>(StringComparer.Ordinal) { ["rip"] = rip, ["rsp"] = rsp, ["rax"] = 0x18 });

    string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
