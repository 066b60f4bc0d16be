using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Inquest.Client.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inquest.Client.Tests.AspNetCore;

/// <summary>A real web application with one line of ours, and a real server that it reports to. One at a time: the client is the process's.</summary>
[Collection(nameof(WebAppTests))]
public sealed class WebAppTests : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-web-").FullName;
    readonly HttpClient _http = new();
    FaultyServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FaultyServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        InquestSdk.Close();
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_that_leaves_a_request_is_reported_once_with_its_route(bool withHandler)
    {
        await using var app = await StartAsync(withHandler);
        var answer = await _http.GetAsync(new Uri(Address(app), "books/17?token=xyzzy-17"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await app.StopAsync();

        var (id, body) = Assert.Single(_server.Bodies);
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        Assert.Equal("GET /books/{id}", root.GetProperty("transaction").GetString());
        Assert.Equal("GET", root.GetProperty("request").GetProperty("method").GetString());
        Assert.EndsWith("/books/17", root.GetProperty("request").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal("staging", root.GetProperty("environment").GetString());
        Assert.Equal("lending book 17", root.GetProperty("breadcrumbs").GetProperty("values").EnumerateArray().Last(crumb =>
            crumb.GetProperty("category").GetString() == "library").GetProperty("message").GetString());
        Assert.Equal(32, root.GetProperty("contexts").GetProperty("trace").GetProperty("trace_id").GetString()!.Length);
        var exception = root.GetProperty("exception").GetProperty("values")[0];
        Assert.Equal("no book 17", exception.GetProperty("value").GetString());
        Assert.True(exception.GetProperty("mechanism").GetProperty("handled").GetBoolean());
        // Nothing about the person who asked.
        Assert.False(root.TryGetProperty("user", out _));
        Assert.DoesNotContain("xyzzy-17", root.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", root.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, _server.Events[id]);
    }

    [Fact]
    public async Task Personal_data_goes_only_when_it_is_asked_for_and_secrets_never()
    {
        await using var app = await StartAsync(withHandler: true, web => web.SendPersonalData = true);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address(app), "books/18?page=2"));
        request.Headers.Add("Cookie", "session=hunter2");
        request.Headers.Add("Authorization", "Bearer hunter2");
        request.Headers.Add("X-Color", "green");
        await _http.SendAsync(request);
        await app.StopAsync();
        using var json = JsonDocument.Parse(Assert.Single(_server.Bodies).Value);
        var root = json.RootElement;
        Assert.Equal(("u-9", "kim"), (root.GetProperty("user").GetProperty("id").GetString(), root.GetProperty("user").GetProperty("username").GetString()));
        Assert.Equal("page=2", root.GetProperty("request").GetProperty("query_string").GetString());
        Assert.Equal("green", root.GetProperty("request").GetProperty("headers").GetProperty("X-Color").GetString());
        Assert.DoesNotContain("hunter2", root.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logged_error_is_a_report_by_its_template()
    {
        await using var app = await StartAsync(withHandler: false);
        Assert.Equal("fine", await _http.GetStringAsync(new Uri(Address(app), "log")));
        await app.StopAsync();
        using var json = JsonDocument.Parse(Assert.Single(_server.Bodies).Value);
        var root = json.RootElement;
        Assert.Equal("shelf 7 is full", root.GetProperty("logentry").GetProperty("formatted").GetString());
        Assert.Equal("shelf {Shelf} is full", root.GetProperty("logentry").GetProperty("message").GetString());
        Assert.Equal(7, root.GetProperty("extra").GetProperty("Shelf").GetInt32());
        Assert.Equal("library", root.GetProperty("logger").GetString());
        Assert.Equal("GET /log", root.GetProperty("transaction").GetString());
    }

    [Fact]
    public async Task A_request_that_its_client_gave_up_is_nobodys_error()
    {
        await using var app = await StartAsync(withHandler: false);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _http.GetAsync(new Uri(Address(app), "slow"), patience.Token));
        await app.StopAsync();
        Assert.Empty(_server.Bodies);
    }

    [Fact]
    public async Task A_generic_host_reports_what_a_service_logs_and_says_on_its_log_what_is_wrong_with_the_options()
    {
        var lines = new List<string>();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Staging" });
        builder.Configuration["Inquest:Dsn"] = "not a dsn";
        builder.Logging.AddProvider(new ListLogger(lines));
        builder.AddInquest(options => options.DatabasePath = _folder);
        using (var host = builder.Build())
        {
            await host.StartAsync();
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("worker").LogError("nobody hears it");
            await host.StopAsync();
        }

        Assert.Contains(lines, line => line.Contains("The DSN is not of the form", StringComparison.Ordinal));
        Assert.Empty(_server.Bodies);
    }

    async Task<WebApplication> StartAsync(bool withHandler, Action<InquestWebOptions>? web = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Staging" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProblemDetails();
        builder.AddInquest(options =>
        {
            options.Dsn = _server.Dsn.ToString();
            options.DatabasePath = _folder;
            options.NativeCapture = NativeCapture.Off;
        }, web);
        var app = builder.Build();
        if (withHandler)
        {
            app.UseExceptionHandler();
        }

        app.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "u-9"), new(ClaimTypes.Name, "kim")], "test"));
            return next(context);
        });
        app.MapGet("/books/{id}", string (int id, ILoggerFactory loggers) =>
        {
            loggers.CreateLogger("library").LogInformation("lending book {Id}", id);
            throw new InvalidOperationException($"no book {id}");
        });
        app.MapGet("/log", (ILoggerFactory loggers) =>
        {
            loggers.CreateLogger("library").LogError("shelf {Shelf} is full", 7);
            return "fine";
        });
        app.MapGet("/slow", async (HttpContext context) => await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        await app.StartAsync();
        return app;
    }

    static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    sealed class ListLogger(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
