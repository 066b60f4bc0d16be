using System.Diagnostics;
using System.Globalization;
using System.Text;
using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;
using Inquest.Capture.Minidump;

namespace Inquest.Capture.Tests;

/// <summary>Real processes, stopped and read while they live.</summary>
public sealed class LiveProcessTests : IDisposable
{
    const string Secret = "hunter2-of-the-live-process";

    static readonly CaptureLimits Patient = CaptureLimits.Default with { ThreadStopPatience = CaptureLimits.LivingThreadStopPatience };

    readonly int _sleeper;

    public LiveProcessTests()
    {
        // Not a child of ours: .NET takes the news of its children's stops for the news of their deaths.
        var start = new ProcessStartInfo("sh", ["-c", "sleep 300 >/dev/null 2>&1 & echo $!"]) { RedirectStandardOutput = true };
        start.Environment["PASSWORD"] = Secret;
        using var shell = Process.Start(start)!;
        _sleeper = int.Parse(shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{_sleeper}/comm").StartsWith("sleep", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        using var sleeper = Process.GetProcessById(_sleeper);
        sleeper.Kill();
    }

    [Fact]
    public void A_living_process_is_read_and_goes_on()
    {
        var error = LiveProcess.TryOpen(new LiveOptions { ProcessId = _sleeper, Limits = Patient }, out var process, out var errno);
        Assert.SkipWhen(error == LiveError.Denied, "ptrace is not allowed here");
        Assert.Equal((LiveError.None, 0), (error, errno));
        using var bytes = new MemoryStream();
        using (process)
        {
            var snapshot = process!.Snapshot;
            var thread = Assert.Single(snapshot.Threads);
            Assert.Equal("sleep", thread.Name);
            Assert.EndsWith("sleep", snapshot.Modules[0].Path, StringComparison.Ordinal);
            Assert.NotEqual(0, snapshot.Modules[0].BuildId.Length);
            Assert.Contains(snapshot.Modules, module => module.Path == "linux-gate.so");
            Assert.Contains(snapshot.DynamicLinker!.Entries, entry => entry.Name.Contains("libc", StringComparison.Ordinal));
            Assert.NotNull(snapshot.FindMapping(thread.Registers.StackPointer));
            MinidumpWriter.Write(snapshot, bytes);
        }

        var dump = bytes.ToArray();
        Assert.Equal("MDMP"u8, dump.AsSpan(0, 4));
        Assert.True(dump.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, "the environment's secret is in the dump");
        // Nobody traces it any more, so it can be traced again.
        Assert.Contains("TracerPid:\t0\n", File.ReadAllText($"/proc/{_sleeper}/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_said_to_be_gone() =>
        Assert.Equal(LiveError.Gone, LiveProcess.TryOpen(new LiveOptions { ProcessId = int.MaxValue - 7 }, out _, out _));

    [Fact]
    public void A_process_without_libinquest_has_no_client_info()
    {
        var error = LiveProcess.TryOpen(new LiveOptions { ProcessId = _sleeper, Limits = Patient }, out var process, out _);
        Assert.SkipWhen(error == LiveError.Denied, "ptrace is not allowed here");
        using (process)
        {
            Assert.Null(ClientInfoFinder.Find(process!.Snapshot));
        }
    }
}
