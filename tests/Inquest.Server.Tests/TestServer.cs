using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Inquest.Storage.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests;

/// <summary>A real server on a free port over a folder of its own, set up with one project.</summary>
sealed class TestServer : IAsyncDisposable
{
    readonly string _folder;
    readonly bool _ownsFolder;
    readonly Func<ServerOptions, ServerOptions> _change;

    TestServer(string? folder, Func<ServerOptions, ServerOptions>? change)
    {
        _ownsFolder = folder is null;
        _folder = folder ?? Directory.CreateTempSubdirectory("inquest-server-").FullName;
        _change = change ?? (options => options);
    }

    public InquestServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Folder => _folder;

    public long Project { get; private set; }

    public string Key { get; private set; } = "";

    public string Token { get; private set; } = "";

    public Database Database => Server.Services.GetRequiredService<Database>();

    public string EnvelopePath => $"/api/{Project}/envelope/?sentry_key={Key}";

    public string MinidumpPath => $"/api/{Project}/minidump/?sentry_key={Key}";

    /// <param name="folder">A data folder that is there already; null makes one and removes it at the end.</param>
    /// <param name="change">Changes the options.</param>
    public static async Task<TestServer> StartAsync(string? folder = null, Func<ServerOptions, ServerOptions>? change = null)
    {
        var test = new TestServer(folder, change);
        await test.StartAsync();
        return test;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public Task RestartFromStoppedAsync() => StartAsync();

    public async Task StopAsync()
    {
        Client.Dispose();
        await Server.StopAsync();
        await Server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? contentType = null, string? encoding = null) =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), contentType, encoding);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType = null, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>An envelope of one event item.</summary>
    public static string Envelope(string eventId, string eventJson) =>
        $"{{\"event_id\":\"{eventId}\"}}\n{{\"type\":\"event\",\"length\":{Encoding.UTF8.GetByteCount(eventJson)}}}\n{eventJson}\n";

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Waits until spool and jobs are empty.</summary>
    public async Task DrainedAsync()
    {
        for (var i = 0; i < 1200; i++)
        {
            var metrics = await Client.GetStringAsync("/metrics");
            if (metrics.Contains("\ninquest_spool_pending_records 0\n", StringComparison.Ordinal)
                && metrics.Contains("\ninquest_jobs_pending 0\n", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail("The server did not drain.");
    }

    /// <summary>Outcomes of refused requests are written once a second.</summary>
    public async Task EventuallyAsync(Func<bool> isTrue)
    {
        for (var i = 0; i < 400 && !isTrue(); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(isTrue());
    }

    public long Number(string sql)
    {
        using var reader = Database.Read();
        return reader.Prepare(sql).Scalar() ?? 0;
    }

    public string? Text(string sql)
    {
        using var reader = Database.Read();
        var row = reader.Prepare(sql);
        var text = row.Step() ? row.TextOrNull(0) : null;
        row.Reset();
        return text;
    }

    public long Outcomes(string category, int outcome, string reason = "") =>
        Number($"SELECT coalesce(sum(quantity), 0) FROM outcome WHERE category = '{category}' AND outcome = {outcome} AND reason = '{reason}'");

    public Inquest.Reports.Report Report(string eventId)
    {
        using var reader = Database.Read();
        var row = reader.Prepare("SELECT b.report_zstd FROM event e JOIN event_body b ON b.id = e.id WHERE e.event_id = ?1")
            .Bind(1, Convert.FromHexString(eventId));
        Assert.True(row.Step());
        var report = Zstd.UnpackJson(row.Blob(0), Inquest.Reports.ReportJson.Default.Report)!;
        row.Reset();
        return report;
    }

    public static string IdOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("id").GetString()!;
    }

    async Task StartAsync()
    {
        var options = new ServerOptions { DataFolder = _folder, Urls = ["http://127.0.0.1:0"] };
        Server = InquestServer.Create(_change(options));
        var setup = Server.Services.GetRequiredService<SetupService>();
        if (setup.CreateFirst("Acme", "Game", "a@acme.example", "correct horse", out var made) == SetupError.None)
        {
            (Project, Key) = (made!.ProjectId, made.PublicKey);
            Token = Server.Services.GetRequiredService<TokenService>()
                .Create(made.OrganizationId, made.OrganizationSlug, "test", "http://127.0.0.1", TokenScope.All);
        }

        await Server.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(Server.Urls.First()), Timeout = TimeSpan.FromMinutes(1) };
    }
}
