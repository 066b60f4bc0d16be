using Inquest.Testing;

namespace Inquest.Native.Tests;

/// <summary>The capture client: its pieces, its promise about signals, and every way to die under every backend.</summary>
public sealed class CaptureTests(NativeBuild build) : IClassFixture<NativeBuild>
{
    [Fact]
    public async Task The_pieces_do_what_they_say()
    {
        SkipWithoutBuild();
        var (code, output) = await NativeBuild.RunAsync(Path.Combine(build.Tests, "unit"));
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task The_header_stands_alone_in_cxx_with_the_shared_library()
    {
        SkipWithoutBuild();
        var (code, output) = await NativeBuild.RunAsync(Path.Combine(build.Tests, "header_is_cxx"));
        Assert.True(code == 0, output);
    }

    [Fact]
    public void The_header_can_be_read_in_one_sitting() =>
        Assert.InRange(File.ReadLines(Path.Combine(ProjectTree.Root, "native", "include", "inquest.h")).Count(), 100, 599);

    [Fact]
    public async Task In_signal_code_needs_nothing_of_libc()
    {
        SkipWithoutBuild();
        var (code, output) = await NativeBuild.RunAsync(Path.Combine(ProjectTree.Root, "eng", "check-signal-safe"));
        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("minidump", "")]
    [InlineData("backtrace", "")]
    [InlineData("handler", "")]
    [InlineData("none", "null")]
    public async Task Every_way_to_die_leaves_what_it_should(string backend, string only)
    {
        SkipWithoutBuild();
        var program = Path.Combine(build.Tests, "captured");
        var table = Path.Combine(ProjectTree.Root, "artifacts", $"captured-{backend}.json");
        List<string> arguments = ["--program", program, "--backends", backend, "--json", table];
        if (backend == "handler")
        {
            arguments.AddRange(["--handler", build.Handler]);
        }

        if (NativeBuild.Inquest is { } inquest)
        {
            var symbols = Path.Combine(ProjectTree.Root, "artifacts", "native", "symbols");
            // Without the libraries' call frame information their frames would be guesses, and abort() is three of them deep.
            var (_, loaded) = await NativeBuild.RunAsync("ldd", program);
            var libraries = loaded.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(File.Exists);
            foreach (var binary in libraries.Prepend(program))
            {
                var (dumped, trouble) = await NativeBuild.RunAsync(inquest, "symbols", "dump", binary, "--store", symbols);
                Assert.True(dumped == 0, trouble);
            }

            arguments.AddRange(["--inquest", inquest, "--symbols", symbols]);
        }

        if (only.Length != 0)
        {
            arguments.AddRange(["--only", only]);
        }

        var (code, output) = await NativeBuild.RunAsync(Path.Combine(build.Tests, "harness"), [.. arguments]);
        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.True(code == 0, string.Join('\n', output.Split('\n').Where(line => !line.EndsWith("  ok", StringComparison.Ordinal))));
    }

    void SkipWithoutBuild()
    {
        if (build.Missing is { } reason)
        {
            Assert.Skip(reason);
        }
    }
}
