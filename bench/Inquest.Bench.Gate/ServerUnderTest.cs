using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Inquest.Server;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Bench.Gate;

/// <summary>A real server on a free port, over a folder that is removed at the end.</summary>
sealed class ServerUnderTest : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-gate-bench-").FullName;
    readonly InquestServer _server;

    ServerUnderTest(TimeProvider? time) => _server = InquestServer.Create(new ServerOptions { DataFolder = _folder, Urls = ["http://127.0.0.1:0"] }, time);

    public HttpClient Client { get; private set; } = null!;

    public long Project { get; private set; }

    public string EnvelopePath { get; private set; } = "";

    public Database Database => _server.Services.GetRequiredService<Database>();

    public static async Task<ServerUnderTest> StartAsync(TimeProvider? time = null)
    {
        var test = new ServerUnderTest(time);
        var setup = test._server.Services.GetRequiredService<SetupService>();
        setup.CreateFirst("Bench", "Game", "bench@inquest.example", "correct horse battery", out var made);
        test.Project = made!.ProjectId;
        test.EnvelopePath = $"/api/{made.ProjectId}/envelope/?sentry_key={made.PublicKey}";
        var token = test._server.Services.GetRequiredService<TokenService>()
            .Create(made.OrganizationId, made.OrganizationSlug, "bench", "http://127.0.0.1", TokenScope.All);
        await test._server.StartAsync();
        test.Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(test._server.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        test.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return test;
    }

    public async Task SendAsync(string envelope)
    {
        using var answer = await Client.PostAsync(EnvelopePath, new ByteArrayContent(Encoding.UTF8.GetBytes(envelope)));
        answer.EnsureSuccessStatusCode();
    }

    public async Task DrainedAsync()
    {
        while (!(await Client.GetStringAsync("/metrics")).Contains("\ninquest_spool_pending_records 0\n", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }
    }

    public async Task<JsonElement> GateAsync(string release) =>
        JsonElement.Parse(await Client.GetStringAsync($"/api/v1/projects/{Project}/releases/{release}/gate"));

    /// <summary>One update of a session as SDKs send it, in our own beacon's form.</summary>
    public static void Append(StringBuilder to, string release, string user, DateTimeOffset started, string status, string version) => to.Append(
        CultureInfo.InvariantCulture,
        $"{{\"type\":\"session\"}}\n{{\"sid\":\"{Guid.NewGuid():N}\",\"did\":\"{user}\",\"init\":true,\"started\":\"{started:O}\",\"status\":\"{status}\",")
        .Append(
            CultureInfo.InvariantCulture,
            $"\"attrs\":{{\"release\":\"{release}\",\"environment\":\"production\",\"os\":\"Android\",\"os_version\":\"{version}\"}}}}\n");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
