using Inquest.Storage;

namespace Inquest.Server.Pipeline;

/// <summary>Writes the pipeline's figures once a second, and tells alerts.</summary>
sealed partial class PipelineWorker(Database database, PipelineCounts counts, PipelineAlerts alerts, TimeProvider time, ILogger<PipelineWorker> logger) : BackgroundService
{
    // A day is judged soon after it is over, and a webhook that was down is tried again.
    const long AlertTicks = 600;

    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            for (var tick = 0L; await timer.WaitForNextTickAsync(stoppingToken); tick++)
            {
                Flush();
                if (tick % AlertTicks == 0)
                {
                    await TellAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            Flush();
        }
    }

    async Task TellAsync(CancellationToken stopping)
    {
        try
        {
            await alerts.TellAsync(stopping);
        }
        catch (StorageException e)
        {
            LogFailed(e);
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
