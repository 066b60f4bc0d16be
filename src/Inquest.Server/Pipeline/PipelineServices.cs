using Inquest.Storage.Pipeline;

namespace Inquest.Server.Pipeline;

/// <summary>The parts of the pipeline monitor.</summary>
static class PipelineServices
{
    public static void AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton<PipelineQueries>();
        services.AddSingleton<PipelineMonitor>();
        services.AddSingleton<PipelineAlerts>();
        services.AddHostedService<PipelineWorker>();
    }
}
