using Inquest.Storage;

namespace Inquest.Server.Pipeline;

/// <summary>Writes the pipeline's figures once a second.</summary>
sealed partial class PipelineWorker(Database database, PipelineCounts counts, TimeProvider time, ILogger<PipelineWorker> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Flush();
            }
        }
        catch (OperationCanceledException)
        {
            Flush();
        }
    }

    void Flush()
    {
        try
        {
            counts.Flush(database);
        }
        catch (StorageException e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1121, LogLevel.Warning, "Figures of the pipeline could not be written.")]
    partial void LogFailed(Exception error);
}
