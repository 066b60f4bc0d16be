using Inquest.Storage;

namespace Inquest.Server.Regrouping;

/// <summary>Moves events in the background, what a stopped server left over first.</summary>
sealed partial class MoveWorker(MoveQueue moves, TimeProvider time, ILogger<MoveWorker> logger) : BackgroundService
{
    // Between two chunks what arrives gets its turn at the database.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (moves.Mover.Step())
                {
                    await Task.Delay(Pause, time, stoppingToken);
                }

                await moves.WaitAsync(stoppingToken);
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

    [LoggerMessage(6101, LogLevel.Error, "Events of merged issues could not be moved; trying again")]
    partial void LogFault(Exception exception);
}
