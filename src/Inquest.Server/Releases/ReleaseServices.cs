using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Registers what release health needs.</summary>
static class ReleaseServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services) => services
        .AddSingleton<GateService>()
        .AddSingleton<ReleaseHealth>()
        .AddSingleton<ReleaseCatalog>()
        .AddSingleton<HealthQueries>()
        .AddHostedService<RawSessionWorker>()
        .AddHostedService<GateWorker>();
}
