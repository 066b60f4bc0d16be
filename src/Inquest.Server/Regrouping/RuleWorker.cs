using Inquest.Storage;

namespace Inquest.Server.Regrouping;

/// <summary>Applies changed grouping rules to the past in the background, what a stopped server left over first.</summary>
sealed partial class RuleWorker(RuleQueue queue, TimeProvider time, ILogger<RuleWorker> logger) : BackgroundService
{
    // Between two chunks what arrives gets its turn at the database and the processors.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // Events from before a change are waited for so often.
    static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (queue.Application.Step(stoppingToken))
                {
                    await Task.Delay(Pause, time, stoppingToken);
                }

                await queue.WaitAsync(Again, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (StorageException e)
            {
                LogFault(e);
                await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(6102, LogLevel.Error, "Grouping rules could not be applied to stored events; trying again")]
    partial void LogFault(Exception exception);
}
