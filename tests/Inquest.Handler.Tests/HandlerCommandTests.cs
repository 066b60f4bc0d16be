using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Inquest.Handler.Tests;

/// <summary>What people ask of inquest-handler. How it serves dying processes is the harness's business (Inquest.Native.Tests).</summary>
public sealed class HandlerCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-handler-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_living_process_becomes_a_file_or_a_whole_report()
    {
        // Not a child of ours: .NET takes the news of its children's stops for the news of their deaths.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 300 >/dev/null 2>&1 & echo $!"]) { RedirectStandardOutput = true })!;
        var id = shell.StandardOutput.ReadLine()!;
        using var sleeper = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        try
        {
            var file = Path.Combine(_folder, "live.dmp");
            var code = HandlerCommand.Run(["--pid", id, "--output", file]);
            Assert.SkipWhen(code == HandlerExitCode.Failed && !File.Exists(file), "ptrace is not allowed here");
            Assert.Equal(HandlerExitCode.Done, code);
            Assert.Equal("MDMP"u8, File.ReadAllBytes(file).AsSpan(0, 4));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

            var database = Path.Combine(_folder, "crashes");
            Assert.Equal(HandlerExitCode.Done, HandlerCommand.Run(["--pid", id, "--database", database, "--release", "shop@2"]));
            var names = Directory.EnumerateFiles(Path.Combine(database, "pending")).ToList();
            Assert.Equal(2, names.Count);
            using var json = JsonDocument.Parse(File.ReadAllBytes(names.Single(name => name.EndsWith(".event.json", StringComparison.Ordinal))));
            Assert.Equal("shop@2", json.RootElement.GetProperty("release").GetString());
            var own = json.RootElement.GetProperty("contexts").GetProperty("inquest");
            Assert.Equal("request", own.GetProperty("kind").GetString());
            Assert.Contains(names, name => Path.GetFileName(name) == own.GetProperty("dump").GetString());
            Assert.True(Directory.Exists($"/proc/{id}"));
        }
        finally
        {
            sleeper.Kill();
        }
    }

    [Fact]
    public void Mistakes_have_an_exit_code_each()
    {
        var text = Path.Combine(_folder, "text");
        File.WriteAllText(text, "not a core");
        Assert.Equal(HandlerExitCode.Usage, HandlerCommand.Run([]));
        Assert.Equal(HandlerExitCode.Usage, HandlerCommand.Run(["--pid", "1", "--dsn", "https://key@host/1"]));
        Assert.Equal(HandlerExitCode.Usage, HandlerCommand.Run(["--pid", "1", "--dsn", "nonsense", "--database", _folder]));
        Assert.Equal(HandlerExitCode.NotFound, HandlerCommand.Run(["--pid", "2147483640"]));
        Assert.Equal(HandlerExitCode.UnreadableInput, HandlerCommand.Run(["--core", text]));
        Assert.Equal(HandlerExitCode.UnreadableInput, HandlerCommand.Run(["--core", Path.Combine(_folder, "missing")]));
    }
}
