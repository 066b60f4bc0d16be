using System.Diagnostics;
using System.Globalization;

namespace Inquest.Bench.Ingest;

/// <summary>A running <c>inquest server run</c> on a free port.</summary>
sealed class ServerProcess : IDisposable
{
    readonly Process _process;

    ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(string inquest, string folder)
    {
        var process = Process.Start(new ProcessStartInfo(inquest, ["server", "run", "--data", folder, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServerProcess(process, new Uri(line[at..].Split(' ')[0]));
            }
        }

        throw new InvalidOperationException("The server ended before it printed its address.");
    }

    /// <summary>Waits until the spool has nothing left that is not stored.</summary>
    public async Task WaitUntilDrainedAsync(int pollMilliseconds = 50)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            var metrics = await http.GetStringAsync("/metrics");
            var line = metrics.Split('\n').Single(text => text.StartsWith("inquest_spool_pending_records ", StringComparison.Ordinal));
            if (double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) == 0)
            {
                return;
            }

            await Task.Delay(pollMilliseconds);
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
