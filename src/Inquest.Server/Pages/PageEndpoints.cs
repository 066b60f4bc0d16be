using Inquest.Server.Pipeline;
using Inquest.Server.Regrouping;
using Inquest.Server.Releases;
using Inquest.Storage.Consent;
using Inquest.Storage.Pipeline;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Inquest.Server.Pages;

/// <summary>The pages of the server, for its composition.</summary>
public static class PageEndpoints
{
    /// <summary>Registers what pages need. <c>Database</c> and <c>BlobStore</c> must be registered by the caller.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MoveQueue>();
        services.AddHostedService<MoveWorker>();
        services.TryAddSingleton<RuleQueue>();
        services.AddHostedService<RuleWorker>();
        services.TryAddSingleton<GateService>();
        services.TryAddSingleton<ReleaseHealth>();
        services.TryAddSingleton<PipelineQueries>();
        services.TryAddSingleton<PipelineMonitor>();
        services.TryAddSingleton<ConsentStore>();
        services.TryAddSingleton<PageServices>();
        return services;
    }

    /// <summary>Maps every page, their files, and the page for addresses that are none.</summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        app.Use(MissingPage.ShowAsync);
        var routes = new PageRoutes(app, app.Services.GetRequiredService<ILogger<PageRoutes>>());
        AssetFiles.Map(app);
        SetupHandlers.Map(routes);
        AccountHandlers.Map(routes);
        HomeHandlers.Map(routes);
        IssueHandlers.Map(routes);
        EventHandlers.Map(routes);
        GroupingHandlers.Map(routes);
        ReleaseHandlers.Map(routes);
        SloHandlers.Map(routes);
        SymbolHandlers.Map(routes);
        OutcomeHandlers.Map(routes);
        LimitHandlers.Map(routes);

        PipelineHandlers.Map(routes);
        ConsentHandlers.Map(routes);
        SettingsHandlers.Map(routes);
        MemberHandlers.Map(routes);
        return app;
    }
}
