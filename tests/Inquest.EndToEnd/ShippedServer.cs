using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Inquest.Testing;

namespace Inquest.EndToEnd;

/// <summary>The file that is shipped, set up and running on a free port with a data folder of its own.</summary>
public sealed class ShippedServer : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-shipped-").FullName;
    readonly HttpClient _http = new();
    Process? _process;

    /// <summary><c>INQUEST_BINARY</c>, or <c>dist/inquest</c>.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("INQUEST_BINARY") is { Length: > 0 } named ? named : Path.Combine(ProjectTree.Root, "dist", "inquest");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Key { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string Dsn => $"http://{Key}@{Address.Authority}/1";

    public string Folder => _folder;

    public static bool IsBuilt => File.Exists(Binary);

    public async ValueTask InitializeAsync()
    {
        if (!IsBuilt)
        {
            return;
        }

        // The token carries the address, so the port is chosen before it is made.
        var url = $"http://127.0.0.1:{FreePort()}";
        var setup = await Tool.RunAsync(Binary, ["server", "setup", "--data", _folder, "--organization", "Acme", "--project", "shop",
            "--email", "kim@example.com", "--url", url, "--print-env"]);
        var variables = setup.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .ToDictionary(line => line.Split('=')[0], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('\''));
        Key = variables["INQUEST_DSN_KEY"];
        Token = variables["INQUEST_TOKEN"];
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _process = Process.Start(new ProcessStartInfo(Binary, ["server", "run", "--data", _folder, "--urls", url])
        {
            RedirectStandardOutput = true,
        })!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
            if (at >= 0)
            {
                Address = new Uri(line[at..].Split(' ')[0]);
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("The server ended before it printed its address.");
    }

    /// <summary>Waits until an issue's title contains the text and returns the issue.</summary>
    public async Task<JsonElement> IssueAsync(string titlePart)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var issues = await JsonAsync("api/v1/projects/1/issues?limit=100");
            foreach (var issue in issues.RootElement.GetProperty("items").EnumerateArray())
            {
                if (issue.GetProperty("title").GetString()!.Contains(titlePart, StringComparison.Ordinal))
                {
                    return issue.Clone();
                }
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"No issue with '{titlePart}' came within twenty seconds: {await _http.GetStringAsync(new Uri(Address, "api/v1/projects/1/issues"))}");
    }

    /// <summary>Waits until the event is stored and returns it with its report.</summary>
    public async Task<JsonElement> EventAsync(string eventId)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var answer = await _http.GetAsync(new Uri(Address, $"api/v1/projects/1/events/{eventId}"));
            if (answer.IsSuccessStatusCode)
            {
                using var found = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                if (found.RootElement.GetProperty("state").GetString() != "processing")
                {
                    return found.RootElement.Clone();
                }
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"The event {eventId} was not stored within twenty seconds.");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<JsonDocument> JsonAsync(string path) => JsonDocument.Parse(await _http.GetStringAsync(new Uri(Address, path)));

    public Task<string> TextAsync(string path) => _http.GetStringAsync(new Uri(Address, path));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
