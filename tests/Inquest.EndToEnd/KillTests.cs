using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Inquest.EndToEnd;

/// <summary>The file that we ship, killed under load: what it acknowledged is stored exactly once.</summary>
public sealed partial class KillTests
{
    const int Rounds = 6;

    [Fact]
    public async Task What_was_acknowledged_survives_being_killed()
    {
        Assert.SkipUnless(ShippedServer.IsBuilt, "dist/inquest is not built: run eng/build");
        var folder = Directory.CreateTempSubdirectory("inquest-kill-").FullName;
        try
        {
            var setup = await Tool.RunAsync(ShippedServer.Binary, ["server", "setup", "--data", folder, "--organization", "Acme", "--project", "kill",
                "--email", "kim@example.com", "--print-env"]);
            var key = KeyPattern().Match(setup.Output).Groups[1].Value;
            var acknowledged = new ConcurrentBag<string>();
            for (var round = 0; round < Rounds; round++)
            {
                await using var server = await Started.StartAsync(folder);
                using var stop = new CancellationTokenSource();
                var senders = Enumerable.Range(0, 8).Select(_ => SendAsync(server, key, acknowledged, stop.Token)).ToArray();
                await Task.Delay(150 + (round * 60), TestContext.Current.CancellationToken);
                await server.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(senders);
            }

            await using var last = await Started.StartAsync(folder);
            await last.DrainedAsync();
            Assert.NotEmpty(acknowledged);
            foreach (var id in acknowledged.Take(200))
            {
                // Sent once more: a duplicate, because it is there.
                await last.PostAsync(key, id);
            }

            await last.DrainedAsync();
            await last.KillAsync();
            using var database = Storage.Database.Open(Path.Combine(folder, "inquest.db"));
            using var reader = database.Read();
            var row = reader.Prepare("SELECT lower(hex(event_id)), state FROM event");
            var stored = new Dictionary<string, string>(StringComparer.Ordinal);
            while (row.Step())
            {
                Assert.True(stored.TryAdd(row.Text(0), row.Text(1)));
            }

            Assert.DoesNotContain(acknowledged, id => !stored.ContainsKey(id));
            Assert.All(stored.Values, state => Assert.Equal("stored", state));
            Assert.Equal(stored.Count, reader.Prepare("SELECT sum(event_count) FROM issue").Scalar());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task SendAsync(Started server, string key, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = Guid.NewGuid().ToString("N");
            try
            {
                if (await server.PostAsync(key, id))
                {
                    acknowledged.Add(id);
                }
            }
            catch (HttpRequestException)
            {
                // Killed in the middle: nothing was promised.
                return;
            }
        }
    }

    [GeneratedRegex("INQUEST_DSN_KEY='?([0-9a-f]+)")]
    private static partial Regex KeyPattern();

    sealed class Started : IAsyncDisposable
    {
        readonly Process _process;
        readonly HttpClient _http;

        Started(Process process, Uri address)
        {
            _process = process;
            _http = new HttpClient { BaseAddress = address };
        }

        public static async Task<Started> StartAsync(string folder)
        {
            var process = Process.Start(new ProcessStartInfo(ShippedServer.Binary, ["server", "run", "--data", folder, "--urls", "http://127.0.0.1:0"])
            {
                RedirectStandardOutput = true,
            })!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
                {
                    _ = process.StandardOutput.ReadToEndAsync();
                    return new Started(process, new Uri(line[at..].Split(' ')[0]));
                }
            }

            throw new InvalidOperationException("The server ended before it printed its address.");
        }

        public async Task<bool> PostAsync(string key, string id)
        {
            var json = string.Create(CultureInfo.InvariantCulture, $$"""{"message":"killed {{id[0]}}","platform":"node"}""");
            using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{json}"));
            using var answer = await _http.PostAsync(new Uri($"/api/1/envelope/?sentry_key={key}", UriKind.Relative), body);
            return answer.IsSuccessStatusCode;
        }

        public async Task DrainedAsync()
        {
            var patience = Stopwatch.StartNew();
            while (!(await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("\ninquest_spool_pending_records 0\n", StringComparison.Ordinal))
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), "The server did not drain.");
                await Task.Delay(50);
            }
        }

        public async Task KillAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                await KillAsync();
            }

            _process.Dispose();
            _http.Dispose();
        }
    }
}
