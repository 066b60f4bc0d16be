using Inquest.Server.Api;
using Inquest.Server.Health;
using Inquest.Server.Ingest;
using Inquest.Server.Pages;
using Inquest.Server.Releases;
using Inquest.Server.Pipeline;
using Inquest.Server.Symbols;
using Inquest.Server.Uploads;
using Inquest.Server.Workers;
using Inquest.Storage;
using Inquest.Server.Quotas;
using Inquest.Storage.Accounts;
using Inquest.Storage.Events;
using Inquest.Storage.Quotas;
using Inquest.Storage.Spool;

namespace Inquest.Server;

/// <summary>One server: its database, spool, workers and web host, put together and started.</summary>
public sealed class InquestServer : IAsyncDisposable
{
    const int PoolThreadsMin = 32;

    readonly WebApplication _app;

    InquestServer(WebApplication app) => _app = app;

    /// <summary>The addresses that are listened on, with real ports.</summary>
    public IReadOnlyCollection<string> Urls => [.. _app.Urls];

    /// <summary>The services, for tools in the same process.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Opens the data folder and puts everything together; nothing listens yet.</summary>
    public static InquestServer Create(ServerOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Parsing and unwinding keep pool threads busy for milliseconds. With the default of one thread a core, requests
        // would wait for the pool to grow, which it does twice a second: measured as pauses of 1.6 s.
        ThreadPool.SetMinThreads(Math.Max(PoolThreadsMin, 4 * Environment.ProcessorCount), PoolThreadsMin);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Ingest has limits of its own, told in its own words; a cut connection would tell nothing.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        // Two thread hops less for each request. Handlers that take long hold up their own connection only.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Logging.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning);
        if (!options.Verbose)
        {
            // It writes at no level that is shown, but where it is enabled at any each request gets an activity with ids of its own.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        AddServices(builder.Services, options, time ?? TimeProvider.System);
        var app = builder.Build();
        Map(app);
        return new InquestServer(app);
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _app.StartAsync(cancellationToken);

    /// <summary>Stops taking requests, then finishes what was begun.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <summary>Completes when the process is asked to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => Microsoft.Extensions.Hosting
        .HostingAbstractionsHostExtensions.WaitForShutdownAsync(_app, cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static void AddServices(IServiceCollection services, ServerOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.DataFolder);
        var symbolFolder = Directory.CreateDirectory(Path.Combine(options.DataFolder, "symbols")).FullName;
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton(options.ProtocolLimits);
        services.AddSingleton(options.IngestLimits);
        services.AddSingleton(options.Workers);
        services.AddSingleton(_ => Database.Open(Path.Combine(options.DataFolder, "inquest.db")));
        services.AddSingleton(_ => new BlobStore(Path.Combine(options.DataFolder, "blobs")));
        services.AddSingleton<WorkSignals>();
        services.AddSingleton(provider =>
        {
            using var lease = provider.GetRequiredService<Database>().Read();
            var spool = new SpoolWriter(Path.Combine(options.DataFolder, "spool"), SpoolCursor.Load(lease.Connection).Position);
            spool.OnAppended(provider.GetRequiredService<WorkSignals>().RecordsAdded);
            return spool;
        });
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<LiveLedger>();
        services.AddSingleton(_ => new MemoryBudget(options.IngestLimits.LargeBytesMax));
        services.AddSingleton<QuotaService>();
        services.AddSingleton<QuotaMeter>();
        services.AddSingleton<IngestHandler>();
        services.AddSingleton<WorkPace>();

        services.AddUploads(options, time);
        services.AddPipeline();
        services.AddSymbols(options, symbolFolder, time);

        services.AddSingleton<JobQueue>();
        services.AddSingleton<SetupService>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<MemberService>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<RecordProcessor>();
        services.AddSingleton<DumpReports>();
        services.AddSingleton<Drainer>();
        services.AddSingleton<JobWorker>();
        services.AddReleases();
        services.AddApi();
        services.AddPages();
        services.AddHostedService(provider => provider.GetRequiredService<QuotaMeter>());
        services.AddHostedService(provider => provider.GetRequiredService<Drainer>());
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddHostedService<BlobSweeper>();
    }

    static void Map(WebApplication app)
    {
        var ingest = app.Services.GetRequiredService<IngestHandler>();
        // Before routing: the hot path needs one look at the path and nothing else.
        app.Use((context, next) =>
        {
            var route = IngestRoute.Match(context.Request.Path.Value ?? "");
            return route.Kind == IngestKind.None ? next(context) : ingest.HandleAsync(context, route);
        });
        app.UseApiFaults();
        app.UseRouting();
        app.MapHealth();
        app.MapUploads();
        app.MapSymbols();
        app.MapApi();
        app.MapPages();
    }
}
